-- What rests on a source is asked by people (llmdb show SOURCE), by the foreign key when a source goes,
-- and by joins from sources. The index repeats the whole key, since citations has no rowid, and makes the
-- file half as large again; without it each of these reads every citation.
CREATE INDEX citations_by_source ON citations (source);
