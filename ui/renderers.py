from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Forms and fields with our label, help and fault; widgets stay Django's."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
