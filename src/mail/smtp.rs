//! One message over one connection, stage by stage, so that it is known for certain what a failure means.

use std::net::ToSocketAddrs;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use crate::settings::{self, Security};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Taken by the server, with its answer.
    Sent(String),
    /// Not taken, and will not be: this address, this message.
    Refused(String),
    /// Not taken now.
    Later(String),
    /// The text had gone out and no answer came.
    Unknown(String),
    /// No message can be sent: no connection, no TLS, wrong password.
    Hopeless(String),
}

/// Whoever carries messages.
pub trait Carrier {
    fn carry(&mut self, to: &str, message: &[u8]) -> Delivery;
}

/// The office's mail server.
pub struct Smtp<'a> {
    pub settings: &'a settings::Mail,
    /// Empty: none is needed.
    pub password: String,
}

/// Where a failure happened.
enum Stage {
    /// Before the server knew of any message.
    Opening,
    /// The server has been told from whom and to whom, but not the text.
    Envelope,
    Text,
}

impl Carrier for Smtp<'_> {
    fn carry(&mut self, to: &str, message: &[u8]) -> Delivery {
        match self.attempt(to, message) {
            Ok(answer) => Delivery::Sent(answer),
            Err((stage, error)) => judged(&stage, &error),
        }
    }
}

/// What a failure at a stage means.
fn judged(stage: &Stage, error: &Failure) -> Delivery {
    match (stage, error) {
        (_, Failure::Smtp(error)) if error.is_transient() => Delivery::Later(said(error)),
        (Stage::Opening, Failure::Smtp(error)) if error.is_permanent() => Delivery::Hopeless(said(error)),
        (_, Failure::Smtp(error)) if error.is_permanent() => Delivery::Refused(said(error)),
        (Stage::Text, error) => Delivery::Unknown(error.to_string()),
        (Stage::Opening, Failure::Smtp(error)) if error.is_client() || error.is_tls() => Delivery::Hopeless(said(error)),
        (_, error) => Delivery::Later(error.to_string()),
    }
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{}", said(.0))]
    Smtp(#[from] Error),
    #[error("{0}")]
    Other(String),
}

fn said(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}：{inner_text}");
        }
        source = inner.source();
    }
    text
}

impl Smtp<'_> {
    fn attempt(&self, to: &str, message: &[u8]) -> Result<String, (Stage, Failure)> {
        let mut connection = self.open().map_err(|error| (Stage::Opening, error))?;
        let address = |text: &str| {
            text.parse::<Address>().map_err(|error| (Stage::Opening, Failure::Other(format!("“{text}”不是邮箱地址（{error}）"))))
        };
        let (from, to) = (address(&self.settings.from)?, address(to)?);
        let at = |error: Error| (Stage::Envelope, error.into());
        connection.command(Mail::new(Some(from), Vec::new())).map_err(at)?;
        connection.command(Rcpt::new(to, Vec::new())).map_err(at)?;
        connection.command(Data).map_err(at)?;
        let answer = connection.message(message).map_err(|error| (Stage::Text, error.into()))?;
        // The message is taken; how the conversation ends does not matter any more.
        let _ = connection.quit();
        let text: Vec<&str> = answer.message().collect();
        Ok(format!("{} {}", answer.code(), text.join(" ")))
    }

    /// A connection that is encrypted unless it goes to this machine, and logged in.
    fn open(&self) -> Result<SmtpConnection, Failure> {
        let mail = self.settings;
        let hello = ClientId::default();
        let tls = match mail.security {
            Security::None => None,
            Security::Ssl | Security::StartTls => Some(TlsParameters::new(mail.host.clone())?),
        };
        let server = (mail.host.as_str(), mail.port);
        let mut servers =
            server.to_socket_addrs().map_err(|error| Failure::Other(format!("找不到邮件服务器 {}（{error}）", mail.host)))?;
        let server = servers.next().ok_or_else(|| Failure::Other(format!("找不到邮件服务器 {}", mail.host)))?;
        let wrapped = if mail.security == Security::Ssl { tls.as_ref() } else { None };
        let mut connection = SmtpConnection::connect(server, Some(PATIENCE), &hello, wrapped, None)?;
        if let (Security::StartTls, Some(tls)) = (mail.security, &tls) {
            connection.starttls(tls, &hello)?;
        }
        if !mail.user.is_empty() {
            let credentials = Credentials::new(mail.user.clone(), self.password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)?;
        }
        Ok(connection)
    }
}
