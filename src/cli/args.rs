//! The command line, in Chinese, as clap reads it. Completions and the man page come from the same definitions.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};

const TEMPLATE: &str = "\
{about}

用法：{usage}

{all-args}{after-help}";

const EXAMPLES: &str = "\
例子：
  sangai init 我县 --demo          建一个带样例数据的办公目录
  sangai run 我县                  处理 收件/ 里最新一周，写出 输出/
  sangai forms 我县 --out 表       给各单位生成下一周要报的表
  sangai status 我县               看谁还没报，得到催报的话
  sangai check 任务清单.xlsx       报送前自查
  sangai check 清单.xls --mark 改   把问题标在表上，写进目录 改
  sangai inspect 任意表.xlsx       看看工具怎样读这张表
  sangai explain V02               某个问题代码是什么意思、怎么改
  sangai explain 计划覆盖率        某个指标怎么算
  sangai mail 我县                 看看要给各单位、包联干部发哪些邮件
  sangai trace 计划覆盖率          某个指标由哪些行算出

退出码：0 完成；1 check 发现错误，或 verify 发现归档不完整；2 用法或设置有误；3 没有读到可用的表；4 邮件没有全部发出";

const TRACE_EXAMPLES: &str = "\
例子：
  sangai trace 计划覆盖率                    一个指标：分子、分母、每一行的来源
  sangai trace 覆盖-乡镇                     一张统计表：有哪些行和列
  sangai trace 覆盖-乡镇 城关镇 计划覆盖率   表里的一个格子
  sangai trace 零项目清单                    一张清单的每一行
  sangai trace 利欣制药                      一家企业在台账里的全部
  sangai trace 任务清单 利欣制药 总投资      一个值：原文、格子，别处怎么说";

/// 三改：汇总各单位报送的“三改一平台”表格。
#[derive(Debug, Parser)]
#[command(name = "sangai", version, about = "三改：把各单位报来的“三改一平台”表格读出、检查、合并、统计，写成领导和各单位能直接用的工作簿",
    help_template = TEMPLATE, after_help = EXAMPLES, disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true,
    override_usage = "sangai [选项] <命令>", subcommand_help_heading = "命令", subcommand_value_name = "命令", next_help_heading = "选项")]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub talk: Talk,
}

#[derive(Debug, Clone, Copy, ClapArgs)]
pub struct Talk {
    /// 只说错误，不显示进度
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// 多说一些；可以重复
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// 显示帮助
    #[arg(long, short, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 新建办公目录：设置、空白名录和表样
    #[command(help_template = TEMPLATE, override_usage = "sangai init [选项] <目录>")]
    Init(Init),
    /// 每周的工作，从头到尾一次做完
    #[command(help_template = TEMPLATE, override_usage = "sangai run [选项] [目录]")]
    Run(Run),
    /// 给各单位生成要报的表：带下拉选项和填写检查，预填上次报送的内容
    #[command(help_template = TEMPLATE, override_usage = "sangai forms [选项] [目录] --out <目录>")]
    Forms(Forms),
    /// 谁该报、谁报了、谁迟报退回未报，和催报的话；不写任何文件
    #[command(help_template = TEMPLATE, override_usage = "sangai status [选项] [目录]")]
    Status(Status),
    /// 检查一个或多个表格文件（单位报送前自查）
    #[command(help_template = TEMPLATE, override_usage = "sangai check [选项] <文件>...")]
    Check(Check),
    /// 看工具在任意工作簿里看到了什么：标题、表头、数据、合计、表尾
    #[command(help_template = TEMPLATE, override_usage = "sangai inspect [选项] <文件>")]
    Inspect(Inspect),
    /// 给各单位和包联干部发邮件：先预览，加 --send 才发送
    #[command(help_template = TEMPLATE, override_usage = "sangai mail [选项] [目录]")]
    Mail(Mail),
    /// 核对归档是否完整：缺了什么、改了什么
    #[command(help_template = TEMPLATE, override_usage = "sangai verify [选项] [目录]")]
    Verify(Verify),
    /// 上级汇总：把几个办公目录归档的台账合成一级的统计
    #[command(help_template = TEMPLATE, override_usage = "sangai rollup [选项] --out <目录> <办公目录>...")]
    Rollup(Rollup),
    /// 解释问题代码或指标
    #[command(help_template = TEMPLATE, override_usage = "sangai explain [选项] [代码或指标]")]
    Explain(Explain),
    /// 追溯一个数：由哪些行算出，每行来自哪个文件、哪个格子
    #[command(help_template = TEMPLATE, override_usage = "sangai trace [选项] <什么>...", after_help = TRACE_EXAMPLES)]
    Trace(Trace),
    /// 生成命令行补全脚本
    #[command(help_template = TEMPLATE)]
    Completions {
        /// bash、zsh、fish、powershell 或 elvish
        #[arg(value_name = "SHELL", hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
    /// 生成 man 手册页
    #[command(help_template = TEMPLATE)]
    Man,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Init {
    /// 要建的目录
    #[arg(value_name = "目录")]
    pub dir: PathBuf,
    /// 放进一个虚构县的样例数据
    #[arg(long)]
    pub demo: bool,
    /// 县（市、区）名，写进设置
    #[arg(long, value_name = "县名", default_value = "某某县", hide_default_value = true)]
    pub county: String,
    /// 年度，写进设置；不写是 2022
    #[arg(long, value_name = "年", default_value_t = 2022, hide_default_value = true)]
    pub year: i16,
    /// 把结果以 JSON 写到标准输出
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Run {
    /// 办公目录；不写就是当前目录
    #[arg(value_name = "目录", default_value = ".", hide_default_value = true)]
    pub dir: PathBuf,
    /// 只处理哪一周，如 2022-W20；不写就是 收件/ 里最新的一周，以前没有归档过的周先补上
    #[arg(long, value_name = "周")]
    pub week: Option<String>,
    /// 把结果以 JSON 写进文件；- 是标准输出
    #[arg(long, value_name = "文件")]
    pub json: Option<PathBuf>,
    /// 有“错误”级问题时以 1 退出
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Forms {
    /// 办公目录；不写就是当前目录
    #[arg(value_name = "目录", default_value = ".", hide_default_value = true)]
    pub dir: PathBuf,
    /// 写到哪个目录，每个单位一个文件夹
    #[arg(long, value_name = "目录")]
    pub out: PathBuf,
    /// 只做一个单位的表
    #[arg(long, value_name = "单位")]
    pub unit: Option<String>,
    /// 哪一周的表，如 2022-W21；不写就是最近一周的下一周
    #[arg(long, value_name = "周")]
    pub week: Option<String>,
    /// 把结果以 JSON 写到标准输出
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Rollup {
    /// 下级的办公目录，都要运行过（有 归档/）
    #[arg(value_name = "办公目录", required = true)]
    pub dirs: Vec<PathBuf>,
    /// 写到哪个目录：汇总工作簿在 输出/，归档在 归档/；那里有 sangai.toml 就按它的设置
    #[arg(long, value_name = "目录")]
    pub out: PathBuf,
    /// 哪一周，如 2022-W20；不写就是下级归档里最新的一周
    #[arg(long, value_name = "周")]
    pub week: Option<String>,
    /// 这一级叫什么，如 某某市；不写就是 --out 的目录名
    #[arg(long, value_name = "名称")]
    pub name: Option<String>,
    /// 把结果以 JSON 写进文件；- 是标准输出
    #[arg(long, value_name = "文件")]
    pub json: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Verify {
    /// 办公目录；不写就是当前目录
    #[arg(value_name = "目录", default_value = ".", hide_default_value = true)]
    pub dir: PathBuf,
    /// 只核对哪一周，如 2022-W20；不写就是全部
    #[arg(long, value_name = "周")]
    pub week: Option<String>,
    /// 把结果以 JSON 写到标准输出
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Status {
    /// 办公目录；不写就是当前目录
    #[arg(value_name = "目录", default_value = ".", hide_default_value = true)]
    pub dir: PathBuf,
    /// 哪一周，如 2022-W20；不写就是 收件/ 里最新的一周
    #[arg(long, value_name = "周")]
    pub week: Option<String>,
    /// 按什么时间看，如 2022-05-20T10:00，或写 现在；不写就是报送期限，没到的都算未报
    #[arg(long, value_name = "时间")]
    pub now: Option<String>,
    /// 把结果以 JSON 写到标准输出
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Check {
    /// 要检查的文件
    #[arg(value_name = "文件", required_unless_present = "declarations")]
    pub files: Vec<PathBuf>,
    /// 不检查文件，检查办公目录的声明：设置、表样、报表、关系；不写目录就是当前目录
    #[arg(long, value_name = "目录", num_args = 0..=1, default_missing_value = ".", conflicts_with = "files")]
    pub declarations: Option<PathBuf>,
    /// 办公目录：用它的设置、名录和表样；不写时只检查表本身
    #[arg(long, value_name = "目录")]
    pub office: Option<PathBuf>,
    /// 年度：表里的日期没有写年份时用；有办公目录时按它的设置；不写是 2022
    #[arg(long, value_name = "年", default_value_t = 2022, hide_default_value = true)]
    pub year: i16,
    /// 截至日期，如 2022-05-22；不写时不检查“晚于截至日期”
    #[arg(long, value_name = "日期")]
    pub as_of: Option<String>,
    /// 把标出问题的副本写进这个目录：每处问题在它的格子上标色、加批注，另附修改清单
    #[arg(long, value_name = "目录")]
    pub mark: Option<PathBuf>,
    /// 不检查，把去掉标记的副本写进这个目录
    #[arg(long, value_name = "目录", conflicts_with = "mark")]
    pub unmark: Option<PathBuf>,
    /// 把结果以 JSON 写到标准输出
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Inspect {
    /// 年度：表里的日期没有写年份时用；有办公目录时按它的设置；不写是 2022
    #[arg(long, value_name = "年", default_value_t = 2022, hide_default_value = true)]
    pub year: i16,
    /// 任意表格文件
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 办公目录：用它的设置和表样
    #[arg(long, value_name = "目录")]
    pub office: Option<PathBuf>,
    /// 把结果以 JSON 写到标准输出
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Trace {
    /// 指标名；或 统计表编号 行名 列名；或 企业名、表样名、项目名、字段名，一个比一个窄
    #[arg(value_name = "什么", required = true)]
    pub what: Vec<String>,
    /// 办公目录；不写就是当前目录
    #[arg(long, value_name = "目录", default_value = ".", hide_default_value = true)]
    pub dir: PathBuf,
    /// 哪一周，如 2022-W20；不写就是 收件/ 里最新的一周
    #[arg(long, value_name = "周")]
    pub week: Option<String>,
    /// 列出全部的行；不写时最多20行
    #[arg(long)]
    pub all: bool,
    /// 把结果以 JSON 写到标准输出（总是全部的行）
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Explain {
    /// 问题代码（如 V02）或指标名（如 计划覆盖率）；不写就列出全部
    #[arg(value_name = "代码或指标")]
    pub what: Option<String>,
    /// 办公目录：用它的表样和报表
    #[arg(long, value_name = "目录")]
    pub office: Option<PathBuf>,
    /// 把结果以 JSON 写到标准输出
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "参数和选项")]
pub struct Mail {
    /// 办公目录；不写就是当前目录
    #[arg(value_name = "目录", default_value = ".", hide_default_value = true)]
    pub dir: PathBuf,
    /// 哪一周，如 2022-W20；不写就是 收件/ 里最新的一周
    #[arg(long, value_name = "周")]
    pub week: Option<String>,
    /// 把邮件写成 .eml 文件，放进目录
    #[arg(long, value_name = "目录")]
    pub eml: Option<PathBuf>,
    /// 真的发送：发过的不会再发
    #[arg(long)]
    pub send: bool,
    /// 试发：全部发到这个邮箱，不发给收件人
    #[arg(long, value_name = "邮箱")]
    pub to: Option<String>,
    /// 重发一封“不明”的邮件，写它的编号；可以重复
    #[arg(long, value_name = "编号", requires = "send")]
    pub resend_unknown: Vec<String>,
    /// 把结果以 JSON 写到标准输出
    #[arg(long)]
    pub json: bool,
}
