//! What a reader gets.

use serde_json::Value;
use tempfile::tempdir;

use crate::chromium::{Browser, Screen, program};
use crate::reports;

const DESKTOP: Screen = Screen {
    width: 1280,
    height: 800,
    dark: false,
};
const PHONE: Screen = Screen {
    width: 360,
    height: 780,
    dark: false,
};
const SMALL_PHONE: Screen = Screen {
    width: 320,
    ..PHONE
};

/// Looks at each of the reports on a screen.
fn on(screen: Screen, look: impl Fn(&mut Browser)) {
    let Some(program) = program() else {
        return;
    };
    let folder = tempdir().unwrap();
    let pages = [
        reports::sweep(&folder),
        reports::verification(&folder),
        reports::curves(&folder),
    ];
    for page in pages {
        look(&mut Browser::open(&program, &page, screen));
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let values = value.as_array().unwrap().iter();
    values.map(|one| one.as_f64().unwrap()).collect()
}

#[test]
fn a_page_loads_without_complaint_and_asks_for_nothing() {
    on(DESKTOP, |browser| {
        assert!(
            browser
                .evaluate("document.querySelectorAll('h2').length > 1")
                .as_bool()
                .unwrap()
        );
        let (complaints, requests) = browser.complaints_and_requests();
        assert!(complaints.is_empty(), "{complaints:?}");
        // The page itself.
        assert!(
            requests.len() == 1 && requests[0].starts_with("file://"),
            "{requests:?}"
        );
    });
}

#[test]
fn the_policy_forbids_the_network() {
    on(DESKTOP, |browser| {
        let blocked = "new Promise(resolve => {
            document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective));
            new Image().src = 'http://127.0.0.1:9/picture.png';
        })";
        assert_eq!(browser.evaluate(blocked), "img-src");
        let refused = "fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused')";
        assert_eq!(browser.evaluate(refused), "refused");
        let (complaints, _) = browser.complaints_and_requests();
        let policy = complaints
            .iter()
            .filter(|one| one.contains("violates the following Content Security Policy"));
        assert_eq!(policy.count(), 2, "{complaints:?}");
    });
}

/// Sort keys of the first numeric column that has different ones, as they stand.
const KEYS: &str = "Array.from(document.querySelectorAll('td.chosen'), cell => cell.dataset.sort)
    .filter(key => key !== '').map(Number)";

/// Marks that column's cells and its button; the first table of numbers is used.
const CHOOSE: &str = "(() => {
    for (const folded of document.querySelectorAll('details')) folded.open = true;
    const table = Array.from(document.querySelectorAll('table')).find(t => t.querySelector('td.number'));
    const rows = Array.from(table.tBodies[0].rows);
    const varied = i => new Set(rows.map(row => row.cells[i].dataset.sort)).size > 1;
    const columns = Array.from(table.tHead.rows[0].cells, (_, i) => i);
    const column = columns.find(i => rows[0].cells[i].dataset.sort !== undefined && varied(i));
    for (const row of rows) row.cells[column].classList.add('chosen');
    const heading = table.tHead.rows[0].cells[column];
    heading.classList.add('chosen-heading');
    window.contents = () => Array.from(table.tBodies[0].rows, row => row.textContent).sort().join('\\n');
    window.before = contents();
    return heading.getAttribute('aria-sort');
})()";

const STATE: &str = "Array.from(document.querySelector('.chosen-heading').parentNode.cells,
    cell => cell.getAttribute('aria-sort')).filter(state => state !== 'none').join()";

#[test]
fn a_click_on_a_heading_sorts_and_another_turns_the_order_round() {
    on(DESKTOP, |browser| {
        assert_eq!(browser.evaluate(CHOOSE), "none");
        browser.click(".chosen-heading button");
        let up = numbers(&browser.evaluate(KEYS));
        assert!(up.len() > 1 && up.is_sorted(), "{up:?}");
        assert_eq!(browser.evaluate(STATE), "ascending");

        // The heading has the focus after a click.
        browser.press("Enter", "\r");
        let down = numbers(&browser.evaluate(KEYS));
        assert!(down.iter().rev().is_sorted() && down != up, "{down:?}");
        assert_eq!(browser.evaluate(STATE), "descending");
        assert_eq!(
            browser.evaluate("contents() === before"),
            true,
            "rows were torn apart"
        );
        let (complaints, _) = browser.complaints_and_requests();
        assert!(complaints.is_empty(), "{complaints:?}");
    });
}

#[test]
fn a_column_of_words_sorts_and_cells_without_a_number_come_last() {
    on(DESKTOP, |browser| {
        for table in 0..browser
            .evaluate("document.querySelectorAll('table').length")
            .as_u64()
            .unwrap()
        {
            let order = browser.evaluate(&format!(
                "(() => {{
                    const table = document.querySelectorAll('table')[{table}];
                    const wrong = [];
                    Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {{
                        for (const way of [1, -1]) {{
                            heading.querySelector('button').click();
                            const cells = Array.from(table.tBodies[0].rows, row => row.cells[column]);
                            const keys = cells.map(cell => cell.dataset.sort === undefined
                                ? cell.textContent.trim() : cell.dataset.sort === '' ? null : Number(cell.dataset.sort));
                            const full = keys.filter(key => key !== null);
                            const last = keys.slice(full.length).every(key => key === null);
                            const order = (a, b) => typeof a === 'number' ? a - b
                                : a.localeCompare(b, 'en', {{ numeric: true }});
                            const sorted = full.every((key, i) => i === 0 || way * order(full[i - 1], key) <= 0);
                            if (!last || !sorted) wrong.push([heading.textContent, way, keys]);
                        }}
                    }});
                    return wrong;
                }})()"
            ));
            assert_eq!(order, Value::Array(Vec::new()));
        }
    });
}

/// [width, height, size of the smallest text] of every figure, in pixels of the screen.
const FIGURES: &str = "Array.from(document.querySelectorAll('figure svg'), svg => {
    const box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    const sizes = Array.from(svg.querySelectorAll('text'), text => scale * parseFloat(getComputedStyle(text).fontSize));
    return [box.width, box.height, Math.min(...sizes)];
})";

#[test]
fn figures_are_seen_and_can_be_read_on_any_screen() {
    on(DESKTOP, |browser| {
        for (screen, least) in [(DESKTOP, 12.0), (PHONE, 9.0)] {
            browser.show_on(screen);
            let figures = browser.evaluate(FIGURES);
            assert!(!figures.as_array().unwrap().is_empty());
            for figure in figures.as_array().unwrap() {
                let [width, height, text] = numbers(figure)[..] else {
                    panic!()
                };
                assert!(
                    width > 250.0 && width <= f64::from(screen.width),
                    "{figure}"
                );
                assert!(height > 150.0 && height < 1.2 * width, "{figure}");
                assert!(text >= least, "{figure}");
            }
        }
    });
}

#[test]
fn nothing_is_wider_than_a_phone() {
    on(PHONE, |browser| {
        for screen in [PHONE, SMALL_PHONE] {
            browser.show_on(screen);
            let width = browser.evaluate("document.documentElement.scrollWidth");
            assert_eq!(width, screen.width);
        }
    });
}

#[test]
fn the_page_and_its_figures_turn_dark_together() {
    let grounds = "[getComputedStyle(document.body).backgroundColor,
        getComputedStyle(document.querySelector('figure svg rect')).fill,
        getComputedStyle(document.body).color]";
    on(DESKTOP, |browser| {
        let light = browser.evaluate(grounds);
        assert_eq!(light[0], "rgb(255, 255, 255)");
        assert_eq!(light[0], light[1]);
        browser.show_on(Screen {
            dark: true,
            ..DESKTOP
        });
        let dark = browser.evaluate(grounds);
        assert_eq!(dark[0], "rgb(13, 17, 23)");
        assert_eq!(dark[0], dark[1]);
        assert!(dark[2] != light[2]);
    });
}
