"""What screens read of the knowledge base. `visible_to(user)` is the only door to an article named in an address."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.matrix import Action
from accounts.models import Mutual, User
from accounts.permissions import can
from accounts.scopes import current_mutual_ids
from knowledge import deadlines
from knowledge.enums import Place, VersionState
from knowledge.models import Article, ArticleVersion, Doubt
from knowledge.terms import Reader


def visible_to(user: User) -> QuerySet[Article]:
    """Articles of the mutuals in scope; sealed ones for experts alone."""
    if not can(user, Action.READ_ARTICLES):
        return Article.objects.none()
    scope = list(current_mutual_ids() or ())
    found = Article.objects.filter(Q(mutual_ids=[]) | Q(mutual_ids__overlap=scope))
    return found if can(user, Action.READ_SEALED_ARTICLES) else found.filter(is_sealed=False)


def writable_by(user: User) -> QuerySet[Article]:
    """Those whose versions the account writes and reads a second time: experts what is sealed, documentalists the rest."""
    if not can(user, Action.WRITE_ARTICLES):
        return Article.objects.none()
    return visible_to(user).filter(is_sealed=writes_sealed(user))


def may_write(user: User) -> bool:
    """Whether the account writes articles at all."""
    return can(user, Action.WRITE_ARTICLES)


def writes_sealed(user: User) -> bool:
    """Whether what the account writes is for experts only."""
    return can(user, Action.READ_SEALED_ARTICLES)


def versions_visible_to(user: User) -> QuerySet[ArticleVersion]:
    """Published ones for everybody, all of them for who writes such articles."""
    concerned = Q(mutual_ids=[]) | Q(mutual_ids__overlap=list(current_mutual_ids() or ()))
    shown = Q(concerned, article__in=visible_to(user), state=VersionState.PUBLISHED) | Q(article__in=writable_by(user))
    return ArticleVersion.objects.filter(shown).select_related("article", "author", "second_reader", "checked_by")


def in_force(versions: QuerySet[ArticleVersion], *, on: date | None = None) -> QuerySet[ArticleVersion]:
    """Those that are in force that day, today by default."""
    day = on or timezone.localdate()
    return versions.filter(Q(in_force_until__isnull=True) | Q(in_force_until__gt=day), in_force_from__lte=day)


def version_shown(user: User, article: Article) -> ArticleVersion | None:
    """The one in force; for who writes such articles, the newest one when none is."""
    versions = versions_visible_to(user).filter(article=article)
    return in_force(versions).first() or versions.first()


def history_of(user: User, article: Article) -> QuerySet[ArticleVersion]:
    """Its versions that the account may see, newest first."""
    return versions_visible_to(user).filter(article=article).order_by("-number")


def reader(user: User, **about: Any) -> Reader:
    """Who searches; ABOUT is what is known of the contact at hand."""
    return Reader(with_sealed=can(user, Action.READ_SEALED_ARTICLES), **about)


def names_of(mutual_ids: list[int]) -> list[str]:
    """The mutuals that an article concerns, as people call them; none means all."""
    return list(Mutual.objects.filter(pk__in=mutual_ids).values_list("name", flat=True)) if mutual_ids else []


def words_to_insert(version: ArticleVersion, place: Place) -> str:
    """What an answer becomes in a note, where it names its version, or in a letter."""
    if place == Place.MESSAGE:
        return version.long_answer or version.short_answer
    said = {"question": version.question, "number": version.number, "answer": version.short_answer}
    return _("Answer given (article “%(question)s”, version %(number)d): %(answer)s") % said


# ---- the list of work


def _of_writer(user: User) -> QuerySet[ArticleVersion]:
    found = ArticleVersion.objects.filter(article__in=writable_by(user))
    return found.select_related("article", "author", "second_reader")


def to_read(user: User) -> QuerySet[ArticleVersion]:
    """What waits for a second reader, oldest first; one's own too, which somebody else reads."""
    return _of_writer(user).filter(state=VersionState.TO_READ).order_by("written_at")


def sent_back(user: User) -> QuerySet[ArticleVersion]:
    """One's own versions that their reader sent back and that no later one follows."""
    later = ArticleVersion.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    found = _of_writer(user).filter(author=user, state=VersionState.RETURNED)
    return found.filter(~Exists(later)).order_by("read_at")


def to_check(user: User) -> QuerySet[ArticleVersion]:
    """In force, and due to be checked again."""
    return in_force(_of_writer(user)).filter(check_again_on__lte=timezone.localdate()).order_by("check_again_on")


def unsure(user: User) -> QuerySet[ArticleVersion]:
    """In force, with figures or dates that nobody has checked at their sources."""
    return in_force(_of_writer(user)).exclude(confidence="verified").order_by("check_again_on", "question")


def expiring(user: User) -> QuerySet[ArticleVersion]:
    """In force until a day that comes soon, with nothing published to follow."""
    today = timezone.localdate()
    follows = ArticleVersion.objects.filter(
        article=OuterRef("article"), state=VersionState.PUBLISHED, in_force_from__gte=OuterRef("in_force_until")
    )
    ending = in_force(_of_writer(user)).filter(in_force_until__lte=today + deadlines.EXPIRES_SOON)
    return ending.filter(~Exists(follows)).order_by("in_force_until")


def doubts_of(user: User) -> QuerySet[Doubt]:
    """Questions about the articles that the account writes, answered or not."""
    return Doubt.objects.filter(article__in=writable_by(user)).select_related("version__article", "asked_by")


def doubts(user: User) -> QuerySet[Doubt]:
    """Those that wait for an answer, due first."""
    return doubts_of(user).filter(answered_at__isnull=True).order_by("due_on", "asked_at")


def asked_by(user: User) -> QuerySet[Doubt]:
    """What the account asked, newest first."""
    own = Doubt.objects.filter(asked_by=user, article__in=visible_to(user))
    return own.select_related("version__article", "answered_by").order_by("-asked_at")


def answers_unseen(user: User) -> int:
    """Answers to the account's own questions that it has not read yet."""
    return asked_by(user).filter(answered_at__isnull=False, seen_at__isnull=True).count()
