"""发文机关 comes down from `dispatch`: the table is there already, under its new name."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0002_messages"), ("dispatch", "0003_issuing_office_moves_down")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="IssuingOffice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("red_head", models.CharField(max_length=60, verbose_name="发文机关标志")),
                        ("issuer", models.CharField(max_length=80, verbose_name="署名")),
                        ("number_prefix", models.CharField(max_length=20, verbose_name="发文机关代字")),
                        ("signer", models.CharField(max_length=20, verbose_name="签发人")),
                        ("addressee", models.CharField(max_length=60, verbose_name="主送机关")),
                        ("copied_to", models.CharField(blank=True, max_length=200, verbose_name="抄送")),
                        ("printed_by", models.CharField(max_length=80, verbose_name="印发机关")),
                    ],
                    options={
                        "verbose_name": "发文机关",
                        "verbose_name_plural": "发文机关",
                        "ordering": ["pk"],
                    },
                )
            ]
        )
    ]
