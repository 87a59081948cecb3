-- What a catalogue must keep to, beyond what its columns say. Each rule is a heading and one SELECT
-- of the rows that break it: table_name, row_key, column_name, value, and the rule where a view
-- names it. A row that breaks a rule of `implausible` for a good reason stands in `accepted_deviations`.

-- rule: breaks a rule of reason
-- do:   compare the value with its sources and correct it; if it is right, say why in accepted_deviations
SELECT
    table_name,
    row_key,
    column_name,
    value,
    rule
FROM implausible
ORDER BY table_name ASC, row_key ASC, column_name ASC, rule ASC;

-- rule: no text is cited for this value
-- do:   add a row to citations: the text, and the place where it was read
SELECT
    cells.table_name,
    cells.row_key,
    cells.column_name,
    cells.value
FROM cells
WHERE
    cells.value IS NOT NULL
    AND NOT EXISTS (
        SELECT 1
        FROM citations
        WHERE
            citations.table_name = cells.table_name
            AND citations.row_key = cells.row_key
            AND citations.column_name IN (cells.column_name, '*')
            AND citations.says IS NULL
    );

-- rule: a citation agrees with an empty cell
-- do:   fill the cell, or say in the citation what the text says
SELECT
    'citations' AS table_name,
    citations.table_name || '/' || citations.row_key || '/' || citations.column_name || '/' || citations.source || '/' || citations.locator
        AS row_key,
    'says' AS column_name,
    NULL AS value
FROM cells
INNER JOIN citations
    ON
        cells.table_name = citations.table_name
        AND cells.row_key = citations.row_key
        AND cells.column_name = citations.column_name
WHERE cells.value IS NULL AND citations.says IS NULL
ORDER BY row_key ASC;

-- rule: a citation says otherwise and yet the same
-- do:   leave says empty where the text says what the catalogue says
SELECT
    'citations' AS table_name,
    citations.table_name || '/' || citations.row_key || '/' || citations.column_name || '/' || citations.source || '/' || citations.locator
        AS row_key,
    'says' AS column_name,
    citations.says AS value
FROM cells
INNER JOIN citations
    ON
        cells.table_name = citations.table_name
        AND cells.row_key = citations.row_key
        AND cells.column_name = citations.column_name
WHERE
    -- The few that say otherwise are held against all cells once, not all cells against each of them.
    (cells.table_name, cells.row_key, cells.column_name) IN (
        SELECT
            otherwise.table_name,
            otherwise.row_key,
            otherwise.column_name
        FROM citations AS otherwise
        WHERE otherwise.says IS NOT NULL
    )
    AND cells.value = citations.says
ORDER BY row_key ASC;

-- rule: accepts a deviation that is not there
-- do:   remove the row: the rule is kept now
SELECT
    'accepted_deviations' AS table_name,
    rule || '/' || table_name || '/' || row_key AS row_key,
    'rule' AS column_name,
    rule AS value
FROM (
    -- All suspects are found once, not once for each row.
    SELECT
        rule,
        table_name,
        row_key
    FROM accepted_deviations
    EXCEPT
    SELECT
        rule,
        table_name,
        row_key
    FROM suspects
) AS kept
ORDER BY row_key ASC;
