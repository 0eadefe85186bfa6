from django.urls import path

from knowledge import views

app_name = "knowledge"
urlpatterns = [
    path("fiches/", views.search, name="search"),
    path("fiches/a-faire/", views.work, name="work"),
    path("fiches/nouvelle/", views.new, name="new"),
    path("fiches/questions/", views.questions, name="questions"),
    path("fiches/reponses/", views.answers, name="answers"),
    path("fiches/questions/<uuid:doubt_id>/", views.answer, name="answer"),
    path("fiches/<uuid:article_id>/", views.article, name="article"),
    path("fiches/<uuid:article_id>/question/", views.doubt, name="doubt"),
    path("fiches/<uuid:article_id>/modifier/", views.change, name="change"),
    path("fiches/<uuid:article_id>/relire/", views.review, name="review"),
    path("fiches/<uuid:article_id>/verifiee/", views.confirm, name="confirm"),
]
