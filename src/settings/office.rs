//! The office folder: what lies where. Folder names are fixed, so that any clerk of any county finds the same things.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{FILE, Mistake, Settings, Week};

/// An office folder. The paths are those of the declared layout; nothing says that they exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    root: PathBuf,
}

impl Office {
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads `sangai.toml`.
    pub fn settings(&self) -> Result<Settings, Mistake> {
        Settings::parse(&self.settings_text()?, FILE)
    }

    /// The text of `sangai.toml`.
    pub fn settings_text(&self) -> Result<String, Mistake> {
        let text = fs::read_to_string(self.root.join(FILE)).map_err(|error| Mistake {
            file: FILE.to_owned(),
            line: None,
            message: match error.kind() {
                io::ErrorKind::NotFound => "这里没有设置文件，不是办公文件夹；新建请用 sangai init".to_owned(),
                io::ErrorKind::InvalidData => "不是UTF-8编码，请另存为UTF-8".to_owned(),
                _ => format!("读不出来（{error}）"),
            },
        })?;
        Ok(text)
    }

    /// 名录: the reference lists.
    #[must_use]
    pub fn lists(&self) -> PathBuf {
        self.root.join("名录")
    }

    /// 名录/裁定: the office's decisions.
    #[must_use]
    pub fn decisions(&self) -> PathBuf {
        self.lists().join("裁定")
    }

    /// 收件: what was sent, a folder a week.
    #[must_use]
    pub fn inbox(&self) -> PathBuf {
        self.root.join("收件")
    }

    /// 归档: ledgers and copies of the weeks that were run.
    #[must_use]
    pub fn archive(&self) -> PathBuf {
        self.root.join("归档")
    }

    /// 归档/2022-W20.
    #[must_use]
    pub fn archive_of(&self, week: Week) -> PathBuf {
        self.archive().join(week.to_string())
    }

    /// 输出/2022-W20.
    #[must_use]
    pub fn output_of(&self, week: Week) -> PathBuf {
        self.root.join("输出").join(week.to_string())
    }

    /// 表样: the office's own forms.
    #[must_use]
    pub fn forms(&self) -> PathBuf {
        self.root.join("表样")
    }

    /// 表样/关系.toml: the office's own cross-form checks.
    #[must_use]
    pub fn relations(&self) -> PathBuf {
        self.forms().join("关系.toml")
    }

    /// 报表: the office's own reports.
    #[must_use]
    pub fn reports(&self) -> PathBuf {
        self.root.join("报表")
    }

    /// 模板: the office's own wording of bulletin and mails.
    #[must_use]
    pub fn wording(&self) -> PathBuf {
        self.root.join("模板")
    }

    /// The declarations in a folder, *.toml, by name: as mistakes call them, and their texts; and what cannot be read. None if there is no
    /// such folder.
    #[must_use]
    pub fn declarations(&self, folder: &Path, wanted: impl Fn(&Path) -> bool) -> (Vec<(String, String)>, Vec<Mistake>) {
        let unreadable = |path: &Path, error: &io::Error| Mistake {
            file: self.shown(path),
            line: None,
            message: format!("读不出来（{error}）；请用UTF-8编码保存"),
        };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (Vec::new(), Vec::new()),
            Err(error) => return (Vec::new(), vec![unreadable(folder, &error)]),
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml") && wanted(path));
        paths.sort();
        let (mut texts, mut mistakes) = (Vec::new(), Vec::new());
        for path in paths {
            match fs::read_to_string(&path) {
                Ok(text) => texts.push((self.shown(&path), text)),
                Err(error) => mistakes.push(unreadable(&path, &error)),
            }
        }
        (texts, mistakes)
    }

    /// The folders of 收件 by week, oldest first. Names that people give are understood too (第20周); of two folders for one week the
    /// properly named one counts, and what is no week is left out. Empty if there is no 收件.
    pub fn weeks(&self, year: i16) -> io::Result<BTreeMap<Week, PathBuf>> {
        let entries = match fs::read_dir(self.inbox()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(error),
        };
        let mut folders = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
        folders.retain(|path| path.is_dir());
        folders.sort();
        let mut weeks = BTreeMap::new();
        for path in folders {
            let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
            let Some(week) = Week::read(&name, year) else { continue };
            if name == week.to_string() || !weeks.contains_key(&week) {
                weeks.insert(week, path);
            }
        }
        Ok(weeks)
    }

    /// The path of a file as origins and the JSON name it: relative to the office folder, with `/`.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_found_by_what_people_call_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let office = Office::new(folder.path());
        assert_eq!(office.weeks(2022).expect("no inbox").len(), 0);
        for name in ["2022-W19", "2022-W20", "第20周", "2022年第21周", "旧文件", "2022-W60"] {
            fs::create_dir_all(office.inbox().join(name)).expect("a week");
        }
        fs::write(office.inbox().join("2022-W30"), "a file").expect("a file");
        let weeks = office.weeks(2022).expect("an inbox");
        let found: Vec<_> = weeks.iter().map(|(week, path)| (week.to_string(), office.shown(path))).collect();
        let expected = [("2022-W19", "2022-W19"), ("2022-W20", "2022-W20"), ("2022-W21", "2022年第21周")];
        assert_eq!(found, expected.map(|(week, name)| (week.to_owned(), format!("收件/{name}"))));
    }

    #[test]
    fn a_folder_without_settings_is_named_as_such() {
        let folder = tempfile::tempdir().expect("a folder");
        let mistake = Office::new(folder.path()).settings().expect_err("no settings");
        assert!(mistake.to_string().starts_with("sangai.toml：这里没有设置文件"), "{mistake}");
        fs::write(folder.path().join(FILE), "\u{feff}county = \"甲县\"\nyear = 2022\n").expect("settings");
        let settings = Office::new(folder.path()).settings().expect("settings saved by Notepad");
        assert_eq!(settings, Settings::defaults("甲县", 2022));
    }
}
