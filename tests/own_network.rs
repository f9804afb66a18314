//! A network of one's own, made outside of the crate: it trains, is swept, and a claim is about it.
use faer::{ColRef, Mat, MatRef};
use sweetspot::claims::{Claim, Verdict, Verification};
use sweetspot::config::NetworkKind;
use sweetspot::network::{Network, Networks};
use sweetspot::prelude::*;

/// f(x) = <w, x>.
#[derive(Clone, Debug)]
struct Linear(Vec<f64>);

impl Network for Linear {
    fn kind(&self) -> &str {
        "linear"
    }
    fn dimension(&self) -> usize {
        self.0.len()
    }
    fn parameters(&self) -> Vec<f64> {
        self.0.clone()
    }
    fn with_parameters(&self, flat: &[f64]) -> Box<dyn Network> {
        Box::new(Linear(flat.to_vec()))
    }
    fn predict(&self, points: MatRef<'_, f64>) -> Mat<f64> {
        points * ColRef::from_slice(&self.0).as_mat()
    }
    fn velocity(&self, data: &Dataset, loss: Loss) -> Vec<f64> {
        let f = Network::predict(self, data.points());
        loss.pull(data, f.col_as_slice(0))
    }
    fn degree(&self) -> Option<f64> {
        Some(1.0)
    }
}

#[test]
fn a_network_of_ones_own_is_trained_swept_and_judged() -> Result<(), Box<dyn std::error::Error>> {
    let networks = Networks::default().with("linear", |config, problem| {
        let dimension = problem.training.dimension();
        Ok(Box::new(Linear(vec![config.network.alpha; dimension])))
    });
    let (workers, kind) = (Workers::default().networks(&networks), "linear".into());
    let mut config: Config = toml::from_str("flow = { method = 'descent', step = 1e-3 }")?;
    config.network.kind = NetworkKind::Custom { kind };

    let trained = Request::from(config.clone()).run(&workers)?.solution;
    assert!(trained.is_some_and(|end| end.stopped == StopReason::Reached));
    let plan = Plan::new(config.clone()).axis("network.alpha", [1e-3, 0.1]);
    let curves = Curve::of(&plan.run(&workers, None)?, "training_risk");
    let mut risks = curves[0].points.iter().map(|point| point.mean);
    assert!(risks.all(|risk| risk.is_some_and(|risk| risk < 0.1 + 1e-9)));
    let text = include_str!("own_network.toml");
    let mut claims = [Claim::parse(text, "own.toml".as_ref(), "local")?];
    claims[0].settings[0].config = config;
    let verification = Verification::quick(&claims, workers);
    let outcomes = verification.run(&verification.cases(&|_| true), 0)?;
    assert_eq!(outcomes[0].verdict, Verdict::Holds);
    Ok(())
}
