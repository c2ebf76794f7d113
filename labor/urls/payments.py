from django.urls import URLPattern, path

from labor.views import bank_forms, payments, payments_fix, payments_page, payments_return, receipts

urlpatterns: list[URLPattern] = [
    path("payments/", payments.payment_list, name="payment_list"),
    path("payments/export/", payments.payment_export, name="payment_export"),
    path("payments/<int:pk>/fix/", payments_fix.payment_fix, name="payment_fix"),
    path("payments/batch/<int:pk>/file/", payments_page.payment_file, name="payment_file"),
    path("payments/batch/<int:pk>/withdraw/", payments_return.payment_withdraw, name="payment_withdraw"),
    path("payments/batch/<int:pk>/return/", payments_return.payment_return, name="payment_return"),
    path("rolls/<int:pk>/payments/", payments_page.roll_payments, name="roll_payments"),
    path("rolls/<int:pk>/payments/send/", payments_page.payment_send, name="payment_send"),
    path("rolls/<int:pk>/payments/confirm/", payments_page.payment_confirm, name="payment_confirm"),
    path("rolls/<int:pk>/receipts/import/", receipts.receipt_import, name="receipt_import"),
    path("payments/forms/", bank_forms.bank_form_list, name="bank_form_list"),
    path("payments/forms/new/", bank_forms.bank_form_new, name="bank_form_new"),
    path("payments/forms/<int:pk>/", bank_forms.bank_form_edit, name="bank_form_edit"),
    path("payments/forms/<int:pk>/retire/", bank_forms.bank_form_retire, name="bank_form_retire"),
]
