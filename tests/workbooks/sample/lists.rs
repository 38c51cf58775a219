//! Problems and submissions.

use super::county::{TOWNS, arc};
use sangai::finding::{Finding, Severity, catalog};
use sangai::ledger::Conservation;
use sangai::origin::{CellRef, Place, Source};
use sangai::submissions::Timing;
use sangai::workbook::summary::{SubmissionRow, SubmissionStatus};

pub(super) fn findings() -> Vec<Finding> {
    let mut out = Vec::new();
    for i in 0..130u32 {
        let source = Source {
            file: arc(&format!("收件/2022-W20/{}/三改一平台任务清单（第20周）.xlsx", TOWNS[i as usize % 15])),
            sheet: Some(arc("任务清单")),
        };
        let place = Place::cell(&source, CellRef::new(4 + i, 9 + i % 3));
        let field = arc(["本周完成投资", "总投资", "实际开工时间"][i as usize % 3]);
        let finding = match i % 3 {
            0 => Finding::new(
                &catalog::AMOUNT_UNREADABLE,
                place,
                format!("J{}填的“待核实”不是金额，这一格没有计入。", i + 5),
                "请填写数字，单位万元；没有的填 0，不清楚的留空并在备注说明。",
            )
            .value("待核实"),
            1 => Finding::new(
                &catalog::MAGNITUDE_ODD,
                place,
                format!("K{}的总投资12,000,000比上周大一万倍，可能把元填成了万元。", i + 5),
                "请核对单位。",
            )
            .value("12000000"),
            _ => {
                Finding::new(&catalog::DATE_VAGUE, place, format!("L{}写的是“5月底”，没有具体日期。", i + 5), "").value("=5月底")
            }
        };
        let finding = finding.field(&field);
        out.push(if i % 10 == 9 { finding } else { finding.unit(&arc(TOWNS[i as usize % 15])) });
    }
    out.push(
        Finding::new(&catalog::NOT_SENT, Place::office(), "南关街道本周没有报送任务清单。", "请催报。")
            .unit(&arc("南关街道"))
            .severity(Severity::Warning),
    );
    out
}

pub(super) fn submissions() -> Vec<SubmissionRow> {
    let row = |(i, town): (usize, &&str)| {
        let sent = i != 15;
        let rows = Conservation { read: 20, kept: 16, merged: 1, held: 2, set_apart: 1, no_data: 2 };
        SubmissionRow {
            receipt: None,
            unit: arc(town),
            form: arc("任务清单"),
            file: sent.then(|| arc(&format!("{town}/三改一平台任务清单（第20周）.xlsx"))),
            sheet: sent.then(|| arc("任务清单")),
            timing: [Timing::OnTime, Timing::Late, Timing::OnTime, Timing::OnTime][i % 4],
            status: [SubmissionStatus::AcceptedWithFindings, SubmissionStatus::Accepted, SubmissionStatus::Returned][i % 3],
            rows,
        }
    };
    let mut rows: Vec<SubmissionRow> = TOWNS.iter().enumerate().map(row).collect();
    if let Some(last) = rows.last_mut() {
        *last = SubmissionRow {
            timing: Timing::Missing,
            status: SubmissionStatus::NotSent,
            rows: Conservation::default(),
            ..last.clone()
        };
    }
    rows
}
