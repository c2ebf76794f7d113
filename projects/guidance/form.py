"""The catalog as a workbook (指导目录)."""

from documents.workbooks import Column, Form

GUIDANCE = Form(
    key="guidance",
    title="以工代赈指导目录",
    columns=(
        Column(key="sector", heading="领域", required=True, note="七个领域之一"),
        Column(key="task", heading="建设任务", required=True, width=28),
        Column(key="work_item", heading="用工环节", required=True, width=28, fill_down=False),
        Column(key="trades", heading="常用工种", width=24, note="几个工种用顿号隔开"),
        Column(key="note", heading="说明", width=34),
        Column(key="source", heading="来源", width=20, note="依据的文件；不填为“办公室自定”"),
    ),
)
