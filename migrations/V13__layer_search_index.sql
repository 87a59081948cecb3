-- A word that is rare in names and common in descriptions was looked for in every description: an index
-- of columns walks through all rows that hold the word, whichever column it stands in. Here the names are
-- rows of their own, so that a search reads what it finds. llmdb fills the index anew.

DROP TABLE IF EXISTS search_index;

CREATE VIRTUAL TABLE search_index USING fts5 (
    -- Words of a thing in up to three rows: 1: its names; 2: its names and aliases; 3: these and its
    -- descriptions. A layer that would add nothing is left out. The row's number is that of the layer
    -- times 2 to the power of 40, and that of the thing in `search_index_entries`.
    words,
    content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
