//! A network of one's own, made outside of the crate: it trains, is swept, and claims are about it.

use std::sync::Arc;

use faer::{Mat, MatRef, mat};
use sweetspot::claims::{Budget, Claim, Verdict, Verification};
use sweetspot::config::{Method, NetworkKind};
use sweetspot::network::{Layer, Network, Networks};
use sweetspot::prelude::*;

/// f(x) = <w, x>.
#[derive(Clone, Debug)]
struct Linear(Vec<f64>);

#[rustfmt::skip]
impl Network for Linear {
    fn kind(&self) -> &str { "linear" }
    fn dimension(&self) -> usize { self.0.len() }
    fn parameters(&self) -> Vec<f64> { self.0.clone() }
    fn with_parameters(&self, flat: &[f64]) -> Box<dyn Network> { Box::new(Linear(flat.to_vec())) }
    fn predict(&self, x: MatRef<'_, f64>) -> Mat<f64> { x * faer::ColRef::from_slice(&self.0).as_mat() }
    fn velocity(&self, data: &Dataset, loss: Loss) -> Vec<f64> {
        let f = Network::predict(self, data.points());
        let pull = |i: usize| loss.residual(f[(i, 0)], data.labels()[i]);
        let along = |k: usize| (0..data.samples()).map(|i| pull(i) * data.points()[(i, k)]).sum();
        (0..self.0.len()).map(along).collect()
    }
    fn degree(&self) -> f64 { 1.0 }
    fn layers(&self) -> Vec<Layer> {
        let d = self.0.len();
        vec![Layer { name: "linear".into(), shape: [d, 1], place: 0..d }]
    }
}

#[test]
fn a_network_of_ones_own_is_trained_swept_and_judged() -> Result<(), Box<dyn std::error::Error>> {
    let networks = Networks::default().with("linear", |config, problem| {
        Ok(Box::new(Linear(vec![
            config.network.alpha;
            problem.training.dimension()
        ])))
    });
    let workers = Workers::default().networks(&networks);
    let mut config = Config::default();
    config.network.kind = NetworkKind::Custom {
        kind: "linear".into(),
    };
    config.flow.method = Method::Descent {
        step: Some(1e-3),
        batch_size: None,
    };
    let own = |rows| Dataset::new(rows, vec![1.0, -1.0]);
    let problem = Problem::from(own(mat![[2.0, 0.5], [-1.0, 0.3]])?)
        .tested_on(own(mat![[1.0, 0.0], [-1.0, 0.0]])?);

    let request = Request {
        problem: Some(Arc::new(problem.clone())),
        ..Request::from(config.clone())
    };
    let run = request.run(&workers)?;
    let end = run.solution.ok_or("not trained")?;
    assert_eq!(end.stopped, StopReason::Reached);

    let plan = Plan::new(config.clone())
        .on(problem)
        .axis("network.alpha", [1e-3, 0.1])
        .replicates(2);
    let curve = &Curve::of(&plan.run(&workers, None)?, "test_error")[0];
    assert!(curve.points.iter().all(|point| point.mean == Some(0.0)));

    let mut claim = Claim::parse(
        include_str!("own_network.toml"),
        "own.toml".as_ref(),
        "local",
    )?;
    claim.settings[0].config = config;
    let claims = [claim];
    let verification = Verification {
        claims: &claims,
        budget: Budget::Quick,
        controls: false,
        seed: 0,
        workers,
        store: None,
    };
    let outcomes = verification.run(&verification.cases(&|_| true), 0)?;
    assert_eq!(
        outcomes[0].verdict,
        Verdict::Holds,
        "{}",
        outcomes[0].finding
    );
    Ok(())
}
