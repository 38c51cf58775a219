//! A county's week, as ratios: the whole job on the sample office against merely unzipping the same files.
//!
//! `cargo bench --bench week [OFFICE]`. The times belong to one machine; the ratio travels.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot run has nothing to say, and saying is its result"
)]

use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sangai::run::{self, Declared};
use sangai::settings::Office;

const ROUNDS: usize = 7;

fn main() {
    let root = std::env::args_os().skip(1).find(|a| a != "--bench").map_or_else(sample, PathBuf::from);
    let scratch = tempfile::tempdir().expect("scratch");
    let copy = scratch.path().join("office");
    copy_folder(&root, &copy);
    let office = Office::new(&copy);
    let declared = Declared::load(&office).expect("declarations");
    let week = run::newest_week(&office, &declared).expect("a week");
    let outcome = run::week(&office, &declared, week).expect("runs");
    let rows: u32 = outcome.submissions.iter().map(|s| s.rows.read).sum();
    println!("{} tables, {rows} rows, {} findings", outcome.submissions.len(), outcome.findings.len());

    let unzip = best(|| unzip_all(&copy));
    let whole = best(|| drop(run::week(&office, &declared, week).expect("runs")));
    println!("unzip only     {:>8.1} ms   1.0", millis(unzip));
    println!("the whole week {:>8.1} ms {:>5.1}", millis(whole), whole.as_secs_f64() / unzip.as_secs_f64());
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/青岚县")
}

fn best(mut work: impl FnMut()) -> Duration {
    (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Inflates every part of every zip container below a folder and throws it away; other files are only read.
fn unzip_all(folder: &Path) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            unzip_all(&path);
        } else {
            let bytes = fs::read(&path).expect("readable");
            let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { continue };
            for i in 0..archive.len() {
                if let Ok(mut part) = archive.by_index(i) {
                    let _ = io::copy(&mut part, &mut io::sink());
                }
            }
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folder");
    for entry in fs::read_dir(from).expect("readable") {
        let entry = entry.expect("entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
