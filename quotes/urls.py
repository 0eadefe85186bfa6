from django.urls import path

from quotes.views import comparing, entering, lists, opinions, papers, process

app_name = "quotes"
urlpatterns = [
    path("devis/", lists.worklist, name="worklist"),
    path("devis/tarifs/", lists.tariffs, name="tariffs"),
    path("contacts/<uuid:case_id>/devis/", entering.start, name="case"),
    path("devis/<uuid:analysis_id>/", comparing.analysis, name="analysis"),
    path("devis/<uuid:analysis_id>/calculer/", comparing.compute, name="compute"),
    path("devis/<uuid:analysis_id>/soins/", entering.facts, name="facts"),
    path("devis/<uuid:analysis_id>/codes/", entering.codes, name="codes"),
    path("devis/<uuid:analysis_id>/ajouter/", entering.add, name="add"),
    path("devis/<uuid:analysis_id>/<int:quote_id>/", entering.edit, name="quote"),
    path("devis/<uuid:analysis_id>/<int:quote_id>/copier/", entering.copy, name="copy"),
    path("devis/<uuid:analysis_id>/<int:quote_id>/retirer/", entering.remove, name="remove"),
    path("devis/<uuid:analysis_id>/incomplet/", process.missing, name="missing"),
    path("devis/<uuid:analysis_id>/delai/", comparing.clock, name="clock"),
    path("devis/<uuid:analysis_id>/reprendre/", process.resume, name="resume"),
    path("devis/<uuid:analysis_id>/abandonner/", process.withdraw, name="withdraw"),
    path("devis/<uuid:analysis_id>/retenir/", process.keep, name="keep"),
    path("devis/<uuid:analysis_id>/annoncer/", process.tell, name="tell"),
    path("devis/<uuid:analysis_id>/page-adherent.pdf", papers.member_page, name="member_page"),
    path("devis/<uuid:analysis_id>/page-dossier.pdf", papers.file_page, name="file_page"),
    path("devis/<uuid:analysis_id>/envoyer/", papers.send, name="send"),
    path("devis/<uuid:analysis_id>/avis/", opinions.ask, name="ask_opinion"),
    path("avis/", opinions.waiting, name="opinions"),
    path("avis/<uuid:opinion_id>/", opinions.opinion, name="opinion"),
]
