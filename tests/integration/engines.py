"""Puts the tables and views of a catalogue into another engine, runs every saved query there with its
defaults, and prints the answers as JSON: {"slug": [{"column": value, ...}, ...]}.

    engines.py FILE duckdb
    engines.py FILE postgresql CONNECTION
"""

import csv
import decimal
import json
import os
import re
import sqlite3
import sys
import tempfile

PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")
NULL = "\\N"


class DuckDb:
    def __init__(self):
        import duckdb

        self.connection = duckdb.connect()

    def create(self, name, columns, rows):
        self.connection.execute(f'CREATE TABLE "{name}" ({columns})')
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "rows.csv")
            with open(path, "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerows([NULL if cell is None else cell for cell in row] for row in rows)
            self.connection.execute(
                f"COPY \"{name}\" FROM '{path}' "
                f"(AUTO_DETECT false, HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '{NULL}')"
            )

    def run(self, sql, parameters):
        cursor = self.connection.execute(PARAMETER.sub(r"$\1", sql), parameters)
        return [column[0] for column in cursor.description], cursor.fetchall()


class PostgreSql:
    def __init__(self, connection):
        import psycopg

        self.connection = psycopg.connect(connection, autocommit=True)

    def create(self, name, columns, rows):
        # Texts are ordered by their bytes, as in the file.
        columns = columns.replace("varchar", 'text COLLATE "C"')
        self.connection.execute(f'CREATE TEMPORARY TABLE "{name}" ({columns})')
        with self.connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def run(self, sql, parameters):
        sql = PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))
        cursor = self.connection.execute(sql, parameters)
        return [column.name for column in cursor.description], cursor.fetchall()


def declared(file, name):
    """The columns of a table or view; those of a view that are computed tell their type by their values."""
    found = []
    for _, column, kind, *_ in file.execute(f'PRAGMA table_info("{name}")').fetchall():
        if kind not in ("TEXT", "INTEGER", "REAL"):
            kinds = {
                kind
                for (kind,) in file.execute(f'SELECT DISTINCT typeof("{column}") FROM "{name}"').fetchall()
            }
            kind = "TEXT" if "text" in kinds else "REAL" if "real" in kinds else "INTEGER"
        kind = {"TEXT": "varchar", "INTEGER": "bigint", "REAL": "double precision"}[kind]
        found.append(f'"{column}" {kind}')
    return ", ".join(found)


def typed(text):
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def plain(value):
    return float(value) if isinstance(value, decimal.Decimal) else value


def main(path, engine, *connection):
    engine = {"duckdb": DuckDb, "postgresql": PostgreSql}[engine](*connection)
    file = sqlite3.connect(path)
    names = file.execute(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT GLOB 'search_index*' AND name NOT IN ('seed_rows', 'refinery_schema_history')"
    ).fetchall()
    for (name,) in names:
        rows = file.execute(f'SELECT * FROM "{name}"').fetchall()
        engine.create(name, declared(file, name), rows)
    answers = {}
    for slug, sql in file.execute("SELECT slug, sql FROM saved_queries ORDER BY slug").fetchall():
        parameters = dict(
            file.execute(
                "SELECT name, default_value FROM saved_query_parameters WHERE query = ?", (slug,)
            ).fetchall()
        )
        try:
            columns, rows = engine.run(sql, {name: typed(value) for name, value in parameters.items()})
        except Exception as error:
            sys.exit(f"{slug}: {error}")
        answers[slug] = [dict(zip(columns, map(plain, row))) for row in rows]
    json.dump(answers, sys.stdout)


main(*sys.argv[1:])
