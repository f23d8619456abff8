//! `cargo xtask serve`: set up, build the web editor, serve it on 127.0.0.1.

use anyhow::{Context, Result, bail};

use crate::http::Server;
use crate::web::{self, Profile};

/// Runs the command with what follows its name.
///
/// # Errors
/// An option is unknown, the build fails, or the port is taken.
pub fn command(options: &[&str]) -> Result<()> {
    let (mut port, mut profile) = (8080_u16, Profile::Web);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--dev" => profile = Profile::Dev,
            "--port" => {
                let text = options.next().context("`--port` needs a number")?;
                port = text.parse().with_context(|| format!("`{text}` is not a port"))?;
            }
            other => bail!("unknown option `{other}`; known are --port and --dev"),
        }
    }
    web::command(profile)?;
    let files = web::files()?;
    let server = Server::bind(port, files).with_context(|| format!("cannot listen on 127.0.0.1:{port}"))?;
    println!("Plat is at http://{}/ (stop with Ctrl+C)", server.address()?);
    Ok(server.run()?)
}
