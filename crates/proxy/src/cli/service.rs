//! `autenti-proxy service`: the proxy as a Windows service. On other systems the commands say what is used there.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

/// Name of the service, as `sc.exe` and the list of services know it.
#[cfg(windows)]
const NAME: &str = "autenti-proxy";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Installs the service, which starts with Windows, and starts it.
    Install {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// The folder for a log file a day; `logs` beside the configuration when it is left out.
        #[arg(long, value_name = "FOLDER")]
        log_dir: Option<PathBuf>,
        /// The account that it runs as; that of the service itself when it is left out.
        #[arg(long, default_value = r"NT SERVICE\autenti-proxy")]
        account: String,
    },
    /// Ends the service and removes it. Configuration, store and logs stay.
    Remove,
    /// What Windows starts; nothing for people.
    #[command(hide = true)]
    Run {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// The folder for log files.
        #[arg(long, value_name = "FOLDER")]
        log_dir: PathBuf,
    },
}

/// Does what the command says.
pub(super) fn run(command: Command) -> Result<()> {
    #[cfg(windows)]
    return windows::run(command);
    #[cfg(not(windows))]
    {
        // The arguments are those of Windows everywhere, so that help and documentation are the same.
        drop(command);
        anyhow::bail!(
            "services of this kind are Windows's. On Linux take deploy/systemd/autenti-proxy.service, or a container"
        )
    }
}

#[cfg(windows)]
mod windows {
    use std::ffi::{OsStr, OsString};
    use std::path::{Path, PathBuf};
    use std::sync::OnceLock;
    use std::time::Duration;

    use anyhow::{Context, Result};
    use tokio_util::sync::CancellationToken;
    use windows_service::service::{
        ServiceAccess, ServiceAction, ServiceActionType, ServiceControl, ServiceControlAccept,
        ServiceErrorControl, ServiceExitCode, ServiceFailureActions, ServiceFailureResetPeriod, ServiceInfo,
        ServiceStartType, ServiceState, ServiceStatus, ServiceType,
    };
    use windows_service::service_control_handler::{self, ServiceControlHandlerResult, ServiceStatusHandle};
    use windows_service::service_manager::{ServiceManager, ServiceManagerAccess};

    use super::super::{LogFormat, log, runtime, serve};
    use super::{Command, NAME};

    /// How long Windows waits for a start or a stop before it takes the service for hung.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// What the service was installed with: Windows hands it to the program, not to the service's own function.
    static ARGUMENTS: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();

    pub(super) fn run(command: Command) -> Result<()> {
        match command {
            Command::Install { config, log_dir, account } => install(&config, log_dir.as_deref(), &account),
            Command::Remove => remove(),
            Command::Run { config, log_dir } => {
                let _first = ARGUMENTS.set((config, log_dir));
                entry::start().context(
                    "only Windows starts this; use `autenti-proxy service install`, or `serve` to try it out",
                )
            }
        }
    }

    fn install(config: &Path, log_dir: Option<&Path>, account: &str) -> Result<()> {
        // Mistakes are told now, not in the event log.
        crate::config::Config::load(config)?;
        let config = std::path::absolute(config)?;
        let log_dir = match log_dir {
            Some(folder) => std::path::absolute(folder)?,
            None => config.parent().unwrap_or(Path::new(".")).join("logs"),
        };
        std::fs::create_dir_all(&log_dir).with_context(|| format!("{} cannot be made", log_dir.display()))?;
        let argument = |text: &str| OsString::from(text);
        let info = ServiceInfo {
            name: NAME.into(),
            display_name: "Autenti signing proxy for WEBCON".into(),
            service_type: ServiceType::OWN_PROCESS,
            start_type: ServiceStartType::AutoStart,
            error_control: ServiceErrorControl::Normal,
            executable_path: std::env::current_exe()?,
            launch_arguments: vec![
                argument("service"),
                argument("run"),
                argument("--config"),
                config.clone().into_os_string(),
                argument("--log-dir"),
                log_dir.clone().into_os_string(),
            ],
            dependencies: Vec::new(),
            account_name: Some(account.into()),
            account_password: None,
        };
        let service = manager(ServiceManagerAccess::CONNECT | ServiceManagerAccess::CREATE_SERVICE)?
            .create_service(&info, ServiceAccess::CHANGE_CONFIG | ServiceAccess::START)
            .context("the service cannot be installed: run this as an administrator; if it is there already, remove it first")?;
        service
            .set_description("Holds the secrets of signing with Autenti and talks to Autenti and WEBCON.")?;
        let again = |after| ServiceAction {
            action_type: ServiceActionType::Restart,
            delay: Duration::from_secs(after),
        };
        service.update_failure_actions(ServiceFailureActions {
            reset_period: ServiceFailureResetPeriod::After(Duration::from_hours(24)),
            reboot_msg: None,
            command: None,
            actions: Some(vec![again(5), again(30), again(60)]),
        })?;
        super::super::print(&format!(
            "installed. Let {account} read {} and write to its folder and to {}: icacls FOLDER /grant \"{account}:(OI)(CI)M\"",
            config.display(),
            log_dir.display()
        ))?;
        service
            .start::<&OsStr>(&[])
            .context("it is installed, and could not be started: the log says why")?;
        super::super::print("started")
    }

    fn remove() -> Result<()> {
        let service = manager(ServiceManagerAccess::CONNECT)?
            .open_service(NAME, ServiceAccess::QUERY_STATUS | ServiceAccess::STOP | ServiceAccess::DELETE)
            .context(
                "the service cannot be opened: it is not installed, or this is not run as an administrator",
            )?;
        if service.query_status()?.current_state != ServiceState::Stopped {
            service.stop().context("the service cannot be ended")?;
        }
        service.delete().context("the service cannot be removed")?;
        super::super::print("removed")
    }

    fn manager(access: ServiceManagerAccess) -> Result<ServiceManager> {
        ServiceManager::local_computer(None::<&str>, access).context("Windows's services cannot be reached")
    }

    mod entry {
        use windows_service::service_dispatcher;

        use super::super::NAME;
        use super::run_as_service;

        windows_service::define_windows_service!(main_of_the_service, run_as_service);

        /// Hands the program over to Windows until the service ends.
        pub(super) fn start() -> windows_service::Result<()> {
            service_dispatcher::start(NAME, main_of_the_service)
        }
    }

    fn run_as_service(_names: Vec<OsString>) {
        let Some((config, log_dir)) = ARGUMENTS.get() else { return };
        if let Err(error) = log(LogFormat::Text, Some(log_dir)) {
            // There is nowhere to say it: the exit code stands in Windows's event log.
            let _told_nowhere = error;
        }
        if let Err(error) = until_stopped(config) {
            tracing::error!(error = %format!("{error:#}"), "the service ends");
        }
    }

    fn until_stopped(config: &Path) -> Result<()> {
        let ended = CancellationToken::new();
        let stop = ended.clone();
        let handle = service_control_handler::register(NAME, move |control| match control {
            ServiceControl::Stop | ServiceControl::Shutdown | ServiceControl::Preshutdown => {
                stop.cancel();
                ServiceControlHandlerResult::NoError
            }
            ServiceControl::Interrogate => ServiceControlHandlerResult::NoError,
            _ => ServiceControlHandlerResult::NotImplemented,
        })?;
        report(handle, ServiceState::Running, 0)?;
        let token = ended.clone();
        let outcome = runtime()?.block_on(serve(config, async move { token.cancelled().await }));
        report(handle, ServiceState::Stopped, u32::from(outcome.is_err()))?;
        outcome
    }

    fn report(handle: ServiceStatusHandle, state: ServiceState, code: u32) -> Result<()> {
        let is_running = state == ServiceState::Running;
        handle.set_service_status(ServiceStatus {
            service_type: ServiceType::OWN_PROCESS,
            current_state: state,
            controls_accepted: if is_running {
                ServiceControlAccept::STOP | ServiceControlAccept::SHUTDOWN
            } else {
                ServiceControlAccept::empty()
            },
            exit_code: ServiceExitCode::ServiceSpecific(code),
            checkpoint: 0,
            wait_hint: PATIENCE,
            process_id: None,
        })?;
        Ok(())
    }
}
