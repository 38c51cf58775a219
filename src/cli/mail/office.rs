//! What the command finds in the office: the record of a run, the files, the addresses, the texts, the password.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};

use anyhow::{Context, Result, anyhow, bail};
use sha2::{Digest, Sha256};

use crate::cli::args::Mail;
use crate::mail::{Book, Found, From, Message, OWNERS, Occasion, Owned, Refused, TEXTS, Texts, plan, read_record};
use crate::run::{self, Declared};
use crate::settings::{self, Office, Settings, Week};

/// Everything that is needed to show or send.
pub(super) struct Desk {
    pub(super) settings: Settings,
    pub(super) week: Week,
    pub(super) messages: Vec<Message>,
    pub(super) refused: Vec<Refused>,
}

impl Desk {
    pub(super) fn open(office: &Office, args: &Mail) -> Result<Self> {
        let declared = Declared::load(office)?;
        let week = match &args.week {
            Some(text) => Week::read(text, declared.settings.year).ok_or_else(|| anyhow!("“{text}”不是一周，应写成 2022-W20"))?,
            None => run::newest_week(office, &declared)?,
        };
        let as_of = declared.settings.calendar.cut_off(week);
        let texts = texts(office)?;
        let book = Book::of(&run::lists(office, &declared, week)?, as_of);
        let occasion = Occasion {
            county: &declared.settings.county,
            week,
            as_of,
            max_bytes: declared.settings.mail.max_bytes,
            test_address: args.to.as_deref(),
        };
        let (messages, refused) = plan(found(office, week)?, &book, &texts, &occasion);
        Ok(Self { settings: declared.settings, week, messages, refused })
    }

    pub(super) fn from(&self) -> From {
        let mail = &self.settings.mail;
        From { address: mail.from.clone(), name: mail.from_name.clone(), reply_to: mail.reply_to.clone() }
    }
}

/// The office's own templates, else those that come with the tool.
fn texts(office: &Office) -> Result<Texts> {
    let read = |(file, built_in): (&str, &str)| match fs::read_to_string(office.root().join(file)) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(built_in.to_owned()),
        Err(error) => Err(error).context(format!("不能读取 {file}")),
    };
    let (unit, cadre) = (read(TEXTS[0])?, read(TEXTS[1])?);
    Ok(Texts::parse([&unit, &cadre])?)
}

/// The files of the record, each held against what the run wrote.
fn found(office: &Office, week: Week) -> Result<Vec<Found>> {
    let folder = office.output_of(week);
    let record = match fs::read(folder.join(OWNERS)) {
        Ok(bytes) => read_record(&bytes)
            .with_context(|| format!("{} 读不懂，请重新运行 sangai run", office.shown(&folder.join(OWNERS))))?,
        Err(error) if error.kind() == ErrorKind::NotFound => bail!("{}还没有运行结果，先运行 sangai run", week.label()),
        Err(error) => return Err(error).context("不能读取运行结果"),
    };
    Ok(record.into_iter().map(|owned| Found { content: content(&folder, &owned), owned }).collect())
}

/// The bytes, if they are those that the run wrote for the owner.
fn content(folder: &Path, owned: &Owned) -> Result<Vec<u8>, String> {
    let path = Path::new(&owned.path);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err("路径不在输出文件夹里".to_owned());
    }
    let bytes = fs::read(folder.join(path)).map_err(|error| format!("读不出来（{error}）"))?;
    let hash: String = Sha256::digest(&bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect();
    if hash == owned.sha256 {
        Ok(bytes)
    } else {
        Err("运行以后被改动过，不能确定还是不是这个收件人的；请重新运行 sangai run".to_owned())
    }
}

/// The password from the environment, else from a file that nobody else may read.
pub(super) fn password(mail: &settings::Mail, office: &Office) -> Result<String> {
    if mail.user.is_empty() {
        return Ok(String::new());
    }
    if let Some(password) = std::env::var(&mail.password_env).ok().filter(|password| !password.is_empty()) {
        return Ok(password);
    }
    if mail.password_file.is_empty() {
        bail!("没有邮箱密码：请设环境变量 {}，或在设置里写 password_file", mail.password_env);
    }
    let path = office.root().join(&mail.password_file);
    let meta = fs::metadata(&path).with_context(|| format!("不能读取密码文件 {}", path.display()))?;
    if is_open(&meta) {
        bail!("密码文件 {} 别人也能读，请改权限：chmod 600", path.display());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("不能读取密码文件 {}", path.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(unix)]
fn is_open(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open(_: &fs::Metadata) -> bool {
    false
}
