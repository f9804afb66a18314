"use strict";
// Sorts a table by the column whose heading is pressed, the other way round on the next press.
for (const table of document.querySelectorAll("table.sortable")) {
  const headings = Array.from(table.tHead.rows[0].cells);
  const body = table.tBodies[0];
  const compare = (one, other) =>
    typeof one === "number" ? one - other : one.localeCompare(other, "en", { numeric: true });
  headings.forEach((heading, column) => {
    const key = (row) => {
      const cell = row.cells[column];
      if (cell.dataset.sort === undefined) return cell.textContent.trim();
      return cell.dataset.sort === "" ? null : Number(cell.dataset.sort);
    };
    heading.querySelector("button").addEventListener("click", () => {
      const way = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of headings) other.setAttribute("aria-sort", "none");
      heading.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
      const rows = Array.from(body.rows, (row) => ({ row, key: key(row) }));
      // A cell without a number comes last whichever way the others are sorted.
      rows.sort((a, b) => {
        if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
        return way * compare(a.key, b.key);
      });
      body.append(...rows.map((entry) => entry.row));
    });
  });
}
