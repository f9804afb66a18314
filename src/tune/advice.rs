//! What to type.

use std::sync::Arc;

use serde::Serialize;

use super::plan::Setup;
use crate::config::{Config, Parametrisation};
use crate::network::{Deep, Networks};
use crate::runs::draw_problem;

/// Lines for the libraries that people use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// PyTorch.
    pub pytorch: String,
    /// JAX with flax and optax.
    pub jax: String,
    /// Libraries with a field for the multiplier.
    pub mup: String,
    /// What scikit-learn has.
    pub scikit_learn: String,
    /// The command line of a script.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

impl Advice {
    /// The lines of a recommended configuration.
    pub(super) fn of(setup: &Setup, c: f64, learning_rate: f64) -> Advice {
        // PyTorch's mse_loss is twice the loss here.
        let halved = if setup.is_regression() { 0.5 } else { 1.0 };
        let pytorch_rate = plain(halved * learning_rate);
        let (c, rate) = (plain(c), plain(learning_rate));
        let network = &setup.config.network;
        let deep = network.kind.deep();
        let centred = deep.is_some_and(|deep| deep.centre_output);
        let batch = setup
            .config
            .flow
            .method
            .batch_size()
            .unwrap_or(setup.rows[0]);
        let [pytorch_output, jax_output] = match centred {
            false => ["c * model(x)", "c * model.apply(params, x)"],
            true => [
                "c * (model(x) - model_at_start(x))",
                "c * (model.apply(params, x) - model.apply(params_at_start, x))",
            ],
        };
        let centring = match centred {
            true => "model_at_start = copy.deepcopy(model).requires_grad_(False)\n",
            false => "",
        };
        let loss = match setup.outputs {
            _ if setup.is_regression() => ["mse_loss", "l2_loss"],
            1 => [
                "binary_cross_entropy_with_logits",
                "sigmoid_binary_cross_entropy",
            ],
            _ => ["cross_entropy", "softmax_cross_entropy_with_integer_labels"],
        };
        let own = pytorch_start(setup).map_or(String::new(), |(from, rate_by)| {
            let (c_own, rate_own) = (parse(&c) / from, parse(&pytorch_rate) * rate_by);
            format!(
                "# Or leave PyTorch's own start as it is: c = {}, lr = {}.\n",
                plain(c_own),
                plain(rate_own)
            )
        });
        let start = "\
layers = [m for m in model.modules() if isinstance(m, (torch.nn.Linear, torch.nn.Conv2d))]
for layer in layers[:-1]:
    torch.nn.init.kaiming_normal_(layer.weight, nonlinearity=\"relu\")
torch.nn.init.kaiming_normal_(layers[-1].weight, nonlinearity=\"linear\")
for layer in layers:
    if layer.bias is not None:
        torch.nn.init.zeros_(layer.bias)
";
        Advice {
            pytorch: format!(
                "c = {c}  # gamma = 1/c; batches of {batch}\n{start}{centring}\
                 optimizer = torch.optim.SGD(model.parameters(), lr={pytorch_rate})\n\
                 loss = torch.nn.functional.{}({pytorch_output}, y)  # mean over the batch\n{own}",
                loss[0]
            ),
            jax: format!(
                "c = {c}  # gamma = 1/c; batches of {batch}\n\
                 he = nn.initializers.he_normal()  # nn.Dense(128, kernel_init=he)\n\
                 head = nn.initializers.variance_scaling(1.0, \"fan_in\", \"normal\")  # of the last layer\n\
                 optimizer = optax.sgd({rate})\n\
                 loss = optax.{}({jax_output}, y).mean()\n",
                loss[1]
            ),
            mup: mup(&c),
            scikit_learn: SCIKIT_LEARN.to_owned(),
            command: None,
        }
    }

    /// The lines for a script, by a command line at the recommended c.
    pub(super) fn of_command(c: f64, command: Option<String>) -> Advice {
        let c = plain(c);
        Advice {
            pytorch: format!("c = {c}  # gamma = 1/c\nloss = loss_function(c * model(x), y)\n"),
            jax: format!(
                "c = {c}  # gamma = 1/c\nloss = loss_function(c * model.apply(params, x), y)\n"
            ),
            mup: mup(&c),
            scikit_learn: SCIKIT_LEARN.to_owned(),
            command,
        }
    }
}

const SCIKIT_LEARN: &str = "scikit-learn's MLPClassifier has no multiplier of the output.";

fn mup(c: &str) -> String {
    format!(
        "mup.MuReadout(width, outputs, output_mult={c})  # mup\n\
         mup_output_alpha = {c}  # configurations that have this field multiply the logits by it\n"
    )
}

/// The c that PyTorch's own start has against he's, and what its step is multiplied by: c^(2/L).
/// Exact for relu without biases.
fn pytorch_start(setup: &Setup) -> Option<(f64, f64)> {
    let problem = draw_problem(&setup.config).ok()?;
    let start = Networks::default().start(&setup.config, &problem).ok()?;
    let architecture = start.downcast::<Deep>()?.architecture().clone();
    let c = Arc::as_ref(&architecture).effective_multiplier(Parametrisation::Pytorch);
    Some((c, libm::pow(c, 2.0 / setup.depth as f64)))
}

/// A number in three digits.
fn plain(value: f64) -> String {
    let digits: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    format!("{digits}")
}

fn parse(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// The learning rate of the mean loss that a configuration's step is.
pub(super) fn learning_rate(config: &Config, samples: usize) -> f64 {
    config.flow.method.step().unwrap_or(f64::NAN) * samples as f64
}
