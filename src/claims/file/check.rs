//! `[check]`: the kind of check and its keys.

use std::ops::Bound;

use super::super::error::ClaimProblem;
use super::super::{
    Along, Axis, Check, ClaimError, Formula, Kind, Over, Pair, Setting, Transform, Trend,
};
use super::keys;
use super::over::{Order, locate, over};
use super::quantity::{AllowedAxes, KnownQuantity, Quantities, is_pair};
use super::section::{Field, Section};
use super::setting::{POSITIVE_COUNT, check_config, flat};
use crate::config::schema::{AT_LEAST_ZERO, Interval, POSITIVE};

/// Every finite number.
pub const ANY: Interval = (Bound::Unbounded, Bound::Unbounded);
/// Shares of which neither side is certain: no number of seeds shows that a share is 0 or 1.
const SHARE: Interval = (Bound::Excluded(0.0), Bound::Excluded(1.0));

/// Reads `[check]`.
///
/// # Errors
/// Unknown and missing keys, values out of range, formulas of unknown quantities or other axes.
pub fn check(section: &Section<'_>, known: &[KnownQuantity<'_>]) -> Result<Check, ClaimError> {
    let kind = section.need("kind", "the kind of check")?;
    let kind: String = kind.choice(keys::KINDS)?;
    let allowed = [keys::EVERY_KIND, keys::of_kind(&kind)].concat();
    section.only(&allowed)?;
    let pair = section.get("pair").map(pair).transpose()?;
    let reader = Reader {
        section,
        quantities: Quantities {
            known,
            pair: pair.is_some(),
        },
    };
    let until = section.get("until");
    let check = Check {
        kind: reader.kind(&kind)?,
        until: until
            .map(|field| reader.quantities.before(field))
            .transpose()?,
        pair,
    };
    reader.check_pair_is_used(&check)?;
    Ok(check)
}

fn pair(field: &Field<'_>) -> Result<Pair, ClaimError> {
    let form = "{ config = { ... } } or { transform = \"rotate\" }, or both";
    let section = field.section(form)?;
    section.only(keys::PAIR)?;
    let transform = section
        .get("transform")
        .map(|field| field.choice::<Transform>(&["permute-neurons", "rotate", "flip-signs"]))
        .transpose()?;
    let config = match section.get("config") {
        None => Vec::new(),
        Some(field) => {
            check_config(field)?;
            field.written.value.as_table().map_or(Vec::new(), flat)
        }
    };
    if transform.is_none() && config.is_empty() {
        return Err(field.not(form));
    }
    Ok(Pair { config, transform })
}

/// Checks that the second run's configuration is valid in every setting.
///
/// # Errors
/// The first setting in which it is not.
pub fn check_pair(
    section: &Section<'_>,
    pair: &Pair,
    settings: &[Setting],
) -> Result<(), ClaimError> {
    let Some(field) = section.get("pair") else {
        return Ok(());
    };
    for setting in settings {
        setting.config.with(&pair.config).map_err(|error| {
            field.error(ClaimProblem::ConfigWith {
                setting: setting.name.clone(),
                problem: error.into_parts().1,
            })
        })?;
    }
    Ok(())
}

struct Reader<'a> {
    section: &'a Section<'a>,
    quantities: Quantities<'a>,
}

impl Reader<'_> {
    fn kind(&self, kind: &str) -> Result<Kind, ClaimError> {
        match kind {
            "inequality" => self.inequality(),
            "equality" if self.section.get("within").is_some() => self.equal_means(),
            "equality" => self.equality(),
            "monotone" => self.monotone(),
            "exponent" => self.exponent(),
            "limit" => self.limit(),
            "ordering" => Ok(Kind::Ordering {
                greater: self.one_number("greater")?,
                smaller: self.one_number("smaller")?,
                by: self.number("by", AT_LEAST_ZERO, None)?,
            }),
            "interior-optimum" => self.interior_optimum(),
            _ => self.proportion(),
        }
    }

    fn inequality(&self) -> Result<Kind, ClaimError> {
        let each = self.each()?;
        Ok(Kind::Inequality {
            filter: self.filter(AllowedAxes::Each(&each))?,
            left: self.formula("left", AllowedAxes::Each(&each))?,
            right: self.formula("right", AllowedAxes::Each(&each))?,
            slack: self.number("slack", AT_LEAST_ZERO, Some(0.0))?,
            at_least: self.at_least()?,
            each,
        })
    }

    fn equality(&self) -> Result<Kind, ClaimError> {
        let each = self.each()?;
        Ok(Kind::Equality {
            filter: self.filter(AllowedAxes::Each(&each))?,
            left: self.formula("left", AllowedAxes::Each(&each))?,
            right: self.formula("right", AllowedAxes::Each(&each))?,
            absolute: self.number("absolute", AT_LEAST_ZERO, Some(0.0))?,
            relative: self.number("relative", AT_LEAST_ZERO, Some(0.0))?,
            at_least: self.at_least()?,
            each,
        })
    }

    fn equal_means(&self) -> Result<Kind, ClaimError> {
        for name in ["each", "where", "absolute", "relative", "at_least"] {
            self.excluded(
                name,
                "within",
                "`within` compares means over seeds, the other compares every element",
            )?;
        }
        Ok(Kind::EqualMeans {
            left: self.one_number("left")?,
            right: self.one_number("right")?,
            within: self.number("within", POSITIVE, None)?,
        })
    }

    fn monotone(&self) -> Result<Kind, ClaimError> {
        let trend = self.need("trend", "whether the quantity is increasing or decreasing")?;
        let trend = trend.choice::<Trend>(&["increasing", "decreasing"])?;
        let along = self.along()?;
        let (quantity, filter) = match along {
            Along::Time => self.along_time()?,
            Along::Means(_) | Along::EachSeed(_) => (self.one_number("quantity")?, None),
        };
        Ok(Kind::Monotone {
            quantity,
            trend,
            along,
            filter,
            slack: self.number("slack", AT_LEAST_ZERO, Some(0.0))?,
            at_least: self.at_least()?,
        })
    }

    fn along(&self) -> Result<Along, ClaimError> {
        let Some(field) = self.section.get("over") else {
            self.excluded(
                "of",
                "along",
                "`of` says how a swept key's curve is followed",
            )?;
            let along = self.need(
                "along",
                "a monotone quantity is followed along = \"time\", or over = { key, values }",
            )?;
            let _time: String = along.choice(&["time"])?;
            return Ok(Along::Time);
        };
        self.excluded("along", "over", "a quantity is followed along one thing")?;
        self.excluded("where", "over", "`where` selects times")?;
        let over = over(field, 2, Order::Ascending)?;
        let of = self.need("of", "whether the \"means\" are followed, or \"each-seed\"")?;
        let of: String = of.choice(&["means", "each-seed"])?;
        Ok(if of == "means" {
            Along::Means(over)
        } else {
            Along::EachSeed(over)
        })
    }

    fn along_time(&self) -> Result<(Formula, Option<Formula>), ClaimError> {
        let field = self.need("quantity", "the formula that is followed")?;
        let quantity = self.quantities.formula(field, AllowedAxes::Any)?;
        let axes = self.quantities.axes(&quantity);
        if !axes.contains(&Axis::Time) {
            return Err(
                field.not("a formula with a quantity for each time, as `along` is \"time\"")
            );
        }
        let filter = self.filter(AllowedAxes::Of(&axes, "`quantity`"))?;
        Ok((quantity, filter))
    }

    fn exponent(&self) -> Result<Kind, ClaimError> {
        let over = self.over(2, Order::Ascending)?;
        if let Some(field) = self.section.get("over").filter(|_| over.values[0] <= 0.0) {
            return Err(
                field.not("a key with values above 0: an exponent is a slope in logarithms")
            );
        }
        let curvature = self.section.get("curvature");
        Ok(Kind::Exponent {
            over,
            quantity: self.one_number("quantity")?,
            expected: self.number("expected", ANY, None)?,
            within: self.number("within", POSITIVE, Some(0.15))?,
            curvature: curvature.map(|field| field.number(POSITIVE)).transpose()?,
            locate: self.section.get("locate").map(locate).transpose()?,
        })
    }

    fn limit(&self) -> Result<Kind, ClaimError> {
        Ok(Kind::Limit {
            over: self.over(2, Order::Monotone)?,
            quantity: self.one_number("quantity")?,
            target: self.one_number("target")?,
            within: self.number("within", POSITIVE, None)?,
            falls_by: self.number("falls_by", AT_LEAST_ZERO, None)?,
        })
    }

    fn interior_optimum(&self) -> Result<Kind, ClaimError> {
        let quantity = match self.section.get("quantity") {
            None => Formula::parse("test_error").map_err(|error| {
                self.section.error(ClaimProblem::Formula {
                    key: "check.quantity".to_owned(),
                    error,
                })
            })?,
            Some(_) => self.one_number("quantity")?,
        };
        Ok(Kind::InteriorOptimum {
            over: self.over(3, Order::Ascending)?,
            quantity,
            margin: self.number("margin", AT_LEAST_ZERO, Some(0.02))?,
        })
    }

    fn proportion(&self) -> Result<Kind, ClaimError> {
        let of = self.one_number("of")?;
        let at_least = self.section.get("at_least").is_some();
        let (bound, at_least) = if at_least {
            self.excluded("at_most", "at_least", "a share has one bound")?;
            ("at_least", true)
        } else {
            self.need("at_most", "the bound of the share, `at_least` or `at_most`")?;
            ("at_most", false)
        };
        Ok(Kind::Proportion {
            of,
            bound: self.number(bound, SHARE, None)?,
            at_least,
        })
    }

    fn need(&self, name: &str, why: &str) -> Result<&Field<'_>, ClaimError> {
        self.section.need(name, why)
    }

    fn excluded(&self, name: &str, other: &str, why: &'static str) -> Result<(), ClaimError> {
        match self.section.get(name) {
            None => Ok(()),
            Some(field) => Err(field.name_error(ClaimProblem::Excluded {
                key: field.key.clone(),
                other: other.to_owned(),
                why,
            })),
        }
    }

    fn formula(&self, name: &str, axes: AllowedAxes<'_>) -> Result<Formula, ClaimError> {
        let field = self.need(name, "the check needs this formula")?;
        self.quantities.formula(field, axes)
    }

    fn one_number(&self, name: &str) -> Result<Formula, ClaimError> {
        self.formula(name, AllowedAxes::None("this check takes one number a run"))
    }

    fn filter(&self, axes: AllowedAxes<'_>) -> Result<Option<Formula>, ClaimError> {
        let field = self.section.get("where");
        field
            .map(|field| self.quantities.formula(field, axes))
            .transpose()
    }

    fn number(
        &self,
        name: &str,
        interval: Interval,
        default: Option<f64>,
    ) -> Result<f64, ClaimError> {
        match (self.section.get(name), default) {
            (None, Some(default)) => Ok(default),
            _ => self
                .need(name, "the check needs this number")?
                .number(interval),
        }
    }

    fn at_least(&self) -> Result<u64, ClaimError> {
        let (least, most) = POSITIVE_COUNT;
        self.section.get("at_least").map_or(Ok(1), |field| {
            Ok(field.natural(least, most)?.unsigned_abs())
        })
    }

    fn over(&self, least: usize, order: Order) -> Result<Over, ClaimError> {
        over(
            self.need("over", "the key that is swept, and its values")?,
            least,
            order,
        )
    }

    fn each(&self) -> Result<Vec<Axis>, ClaimError> {
        let Some(field) = self.section.get("each") else {
            return Ok(Vec::new());
        };
        let form = "a list of different axes: \"time\", \"neuron\", \"point\"";
        let mut each = Vec::new();
        for item in field.items(form)? {
            each.push(item.choice::<Axis>(&["time", "neuron", "point"])?);
        }
        each.sort();
        if each.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(field.not(form));
        }
        Ok(each)
    }

    /// A second run that no formula looks at is surely a slip.
    fn check_pair_is_used(&self, check: &Check) -> Result<(), ClaimError> {
        let used = check
            .kind
            .formulas()
            .iter()
            .any(|formula| formula.names().iter().any(|name| is_pair(name)));
        match self.section.get("pair") {
            Some(field) if !used => Err(field.name_error(ClaimProblem::Missing {
                key: "pair_<quantity>".to_owned(),
                why: "`pair` asks for a second run, but no formula uses its quantities".to_owned(),
            })),
            _ => Ok(()),
        }
    }
}
