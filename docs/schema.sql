CREATE TABLE accepted_deviations (
    -- Rows that break a rule of `implausible` and are right all the same, each with the reason.

    -- The rule, word for word as `implausible` names it.
    rule TEXT NOT NULL,
    -- Table of the row.
    table_name TEXT NOT NULL,
    -- Key of the row; columns of a longer key are joined with `/`: llama-2/70b.
    row_key TEXT NOT NULL,
    -- Why it is right, in one sentence.
    reason TEXT NOT NULL,
    PRIMARY KEY (rule, table_name, row_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE aliases (
    -- Other names of things.

    -- Table of the thing.
    table_name TEXT NOT NULL,
    -- Key of its row.
    row_key TEXT NOT NULL,
    -- Another name that people use for it.
    alias TEXT NOT NULL,
    -- Language of that name.
    language TEXT REFERENCES languages (code),
    PRIMARY KEY (table_name, row_key, alias)
) STRICT, WITHOUT ROWID;

CREATE TABLE architectures (
    -- Shapes of whole networks.

    -- Short key: decoder-only, encoder-decoder, prefix-lm, …
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- English name.
    name TEXT NOT NULL,
    -- Chinese name.
    name_zh TEXT,
    -- What it is, in one sentence.
    description_en TEXT,
    -- The same in Chinese.
    description_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE benchmarks (
    -- Tests whose scores are published.

    -- Short key: mmlu, c-eval, …
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- Name as its makers write it.
    name TEXT NOT NULL,
    -- Chinese name, where one is in use.
    name_zh TEXT,
    -- What its score counts: accuracy, exact match, pass@1, …
    metric TEXT,
    -- Where it is described.
    url TEXT,
    -- What it measures, in one sentence.
    description_en TEXT,
    -- The same in Chinese.
    description_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE citations (
    -- Where a value stands, and where a text says otherwise.

    -- Table of the value.
    table_name TEXT NOT NULL,
    -- Key of its row; columns of a longer key are joined with `/`: llama-2/70b.
    row_key TEXT NOT NULL,
    -- Column of the value; `*` is the whole row.
    column_name TEXT NOT NULL,
    -- Text that was read.
    source TEXT NOT NULL REFERENCES sources (key),
    -- Place in the text: a table, a section, a field.
    locator TEXT NOT NULL,
    -- What that text says, where it says otherwise than the catalogue; `not disclosed` over an empty
    -- cell: its makers withhold it. Empty: the text says what the catalogue says.
    says TEXT,
    -- Why the catalogue does not follow it, in a few words.
    note TEXT,
    PRIMARY KEY (table_name, row_key, column_name, source, locator)
) STRICT, WITHOUT ROWID;

CREATE TABLE corpora (
    -- Texts that models are trained on.

    -- Short key: lower-case letters, digits, `-` and `.`.
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- Name as its makers write it.
    name TEXT NOT NULL,
    -- Chinese name, where one is in use.
    name_zh TEXT,
    -- First public day; ISO, as exact as the source.
    release_date TEXT
        CONSTRAINT release_date_is_an_iso_date CHECK (
            length(release_date) IN (4, 7, 10)
            AND date(substr(release_date || '-01-01', 1, 10)) IS substr(release_date || '-01-01', 1, 10)
        ),
    -- What its texts are.
    kind TEXT
        CONSTRAINT kind_of_corpus_is_known CHECK (kind IN ('web', 'code', 'books', 'academic', 'encyclopedia', 'dialogue', 'instruction', 'preference', 'mixture', 'math', 'other')),
    -- Tokens in it, counted once.
    tokens INTEGER
        CONSTRAINT tokens_are_positive CHECK (tokens > 0),
    -- Whose tokens: counts by different tokenizers do not compare.
    tokenizer TEXT,
    -- Size of its text.
    bytes INTEGER
        CONSTRAINT bytes_are_positive CHECK (bytes > 0),
    -- Pages, books, conversations, instructions.
    documents INTEGER
        CONSTRAINT documents_are_positive CHECK (documents > 0),
    -- Licence under which it is given out.
    license TEXT REFERENCES licenses (slug),
    -- Where it is described or found.
    url TEXT,
    -- What it is, in one sentence.
    description_en TEXT,
    -- The same in Chinese.
    description_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE corpus_languages (
    -- Which corpus is in which languages.

    -- The corpus.
    corpus TEXT NOT NULL REFERENCES corpora (slug),
    -- A language that it is in.
    language TEXT NOT NULL REFERENCES languages (code),
    PRIMARY KEY (corpus, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE corpus_organizations (
    -- Who made which corpus.

    -- What was made.
    corpus TEXT NOT NULL REFERENCES corpora (slug),
    -- Who made it.
    organization TEXT NOT NULL REFERENCES organizations (slug),
    PRIMARY KEY (corpus, organization)
) STRICT, WITHOUT ROWID;

CREATE TABLE corpus_parts (
    -- What a mixture is made of.

    -- The mixture.
    corpus TEXT NOT NULL REFERENCES corpora (slug),
    -- What is in it.
    part TEXT NOT NULL REFERENCES corpora (slug)
        CONSTRAINT a_corpus_is_not_its_own_part CHECK (part <> corpus),
    -- Share of the mixture, in percent, as published.
    weight_pct REAL
        CONSTRAINT weight_is_a_percentage CHECK (weight_pct > 0 AND weight_pct <= 100),
    -- Tokens of the part.
    tokens INTEGER
        CONSTRAINT tokens_are_positive CHECK (tokens > 0),
    -- Size of its text.
    bytes INTEGER
        CONSTRAINT bytes_are_positive CHECK (bytes > 0),
    -- How often the part is repeated in the mixture.
    epochs REAL
        CONSTRAINT epochs_are_positive CHECK (epochs > 0),
    PRIMARY KEY (corpus, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE countries (
    -- Countries in which organizations have their seat.

    -- ISO 3166-1 alpha-2 code in capitals: US, CN.
    code TEXT NOT NULL PRIMARY KEY
        CONSTRAINT code_is_two_capitals CHECK (code GLOB '[A-Z][A-Z]'),
    -- Short English name.
    name TEXT NOT NULL,
    -- Short Chinese name.
    name_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE derivations (
    -- Which model was made from which.

    -- What was made from another.
    model TEXT NOT NULL REFERENCES models (slug),
    -- From what.
    base_model TEXT NOT NULL REFERENCES models (slug)
        CONSTRAINT a_model_is_not_its_own_base CHECK (base_model <> model),
    -- Which size of it was the start, where all sizes of the model come from that one.
    base_label TEXT,
    -- How.
    method TEXT
        CONSTRAINT method_is_known CHECK (method IN ('fine-tune', 'continued-pretraining', 'distillation', 'merge', 'upcycling')),
    PRIMARY KEY (model, base_model),
    FOREIGN KEY (base_model, base_label) REFERENCES sizes (model, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluations (
    -- Published scores.

    -- What was measured.
    model TEXT NOT NULL,
    -- Which size of it.
    label TEXT NOT NULL,
    -- By what.
    benchmark TEXT NOT NULL REFERENCES benchmarks (slug),
    -- Examples in the prompt; 0 is zero-shot.
    shots INTEGER NOT NULL
        CONSTRAINT shots_are_not_negative CHECK (shots >= 0),
    -- The published score, in the benchmark's metric; shares in percent.
    score REAL NOT NULL,
    PRIMARY KEY (model, label, benchmark, shots),
    FOREIGN KEY (model, label) REFERENCES sizes (model, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE families (
    -- Lines of models that share a name and a history.

    -- Short key: lower-case letters, digits, `-` and `.`.
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- Name that the makers use for the whole line of models.
    name TEXT NOT NULL,
    -- Chinese name, where one is in use.
    name_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE languages (
    -- Languages that corpora and names are in.

    -- ISO 639-1 code in lower case, or `multi` for a corpus of many languages.
    code TEXT NOT NULL PRIMARY KEY
        CONSTRAINT code_is_a_language CHECK (code GLOB '[a-z][a-z]' OR code GLOB '[a-z][a-z][a-z]' OR code = 'multi'),
    -- English name.
    name TEXT NOT NULL,
    -- Chinese name.
    name_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE licenses (
    -- Licences of weights and corpora.

    -- SPDX identifier in lower case, or a short key of ours where SPDX has none.
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- Its own title.
    name TEXT NOT NULL,
    -- Its text.
    url TEXT,
    -- May the weights be used commercially: `yes`, `conditional` (above a number of users, after
    -- registration, for some uses only) or `no`.
    commercial_use TEXT
        CONSTRAINT commercial_use_is_an_answer CHECK (commercial_use IN ('yes', 'conditional', 'no'))
) STRICT, WITHOUT ROWID;

CREATE TABLE model_organizations (
    -- Who made which model.

    -- What was made.
    model TEXT NOT NULL REFERENCES models (slug),
    -- Who made it.
    organization TEXT NOT NULL REFERENCES organizations (slug),
    PRIMARY KEY (model, organization)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_techniques (
    -- Which model uses which technique.

    -- Who uses it.
    model TEXT NOT NULL REFERENCES models (slug),
    -- What is used.
    technique TEXT NOT NULL REFERENCES techniques (slug),
    PRIMARY KEY (model, technique)
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
    -- Released model lines: one row is one name with one or more sizes.

    -- Short key: lower-case letters, digits, `-` and `.`.
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- The line of models that it belongs to.
    family TEXT REFERENCES families (slug),
    -- Name as its makers write it.
    name TEXT NOT NULL,
    -- Chinese name, where one is in use.
    name_zh TEXT,
    -- First public day of weights, service, paper or announcement, the first of these that a source
    -- dates; ISO, as exact as the source.
    release_date TEXT
        CONSTRAINT release_date_is_an_iso_date CHECK (
            length(release_date) IN (4, 7, 10)
            AND date(substr(release_date || '-01-01', 1, 10)) IS substr(release_date || '-01-01', 1, 10)
        ),
    -- What happened on that day.
    release_event TEXT
        CONSTRAINT release_event_is_known CHECK (release_event IN ('weights', 'service', 'paper', 'announcement')),
    -- Shape of the whole network.
    architecture TEXT REFERENCES architectures (slug),
    -- What it is made for: base (pretrained alone) or what it was tuned to.
    kind TEXT
        CONSTRAINT kind_of_model_is_known CHECK (kind IN ('base', 'instruct', 'chat', 'reasoning', 'code', 'math')),
    -- open: anyone can download them; gated: on request or after a click; closed: not published.
    weights TEXT
        CONSTRAINT weights_are_open_gated_or_closed CHECK (weights IN ('open', 'gated', 'closed')),
    -- Licence of the weights, where all sizes share it; a size that differs says so itself.
    license TEXT REFERENCES licenses (slug),
    -- What it is, in one sentence.
    description_en TEXT,
    -- The same in Chinese.
    description_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE organizations (
    -- Who makes models and corpora.

    -- Short key: lower-case letters, digits, `-` and `.`.
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- Name in its own Latin spelling.
    name TEXT NOT NULL,
    -- Chinese name, where one is in use.
    name_zh TEXT,
    -- Where its seat is; empty for a group that spans countries.
    country TEXT REFERENCES countries (code),
    -- What it is.
    kind TEXT
        CONSTRAINT kind_of_organization_is_known CHECK (kind IN ('company', 'university', 'nonprofit', 'collective', 'government')),
    -- Its home page.
    url TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE positional_encodings (
    -- Ways to tell a network the order of its tokens.

    -- Short key: rope, alibi, learned, …
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- English name.
    name TEXT NOT NULL,
    -- Chinese name.
    name_zh TEXT,
    -- absolute: a vector per position; relative: from the distance of two tokens; rotary: a rotation of
    -- queries and keys; none: order is told by the causal mask alone.
    kind TEXT
        CONSTRAINT kind_of_encoding_is_known CHECK (kind IN ('absolute', 'relative', 'rotary', 'none')),
    -- When it was first described; ISO, as exact as the source.
    introduced TEXT
        CONSTRAINT introduced_is_an_iso_date CHECK (
            length(introduced) IN (4, 7, 10)
            AND date(substr(introduced || '-01-01', 1, 10)) IS substr(introduced || '-01-01', 1, 10)
        ),
    -- What it does, in one sentence.
    description_en TEXT,
    -- The same in Chinese.
    description_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_queries (
    -- Questions that are worth asking again, with their SQL.

    -- Short key: the title in lower case with hyphens.
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- English title.
    title TEXT NOT NULL,
    -- Chinese title.
    title_zh TEXT,
    -- What it answers, in one sentence.
    about TEXT NOT NULL,
    -- Why another engine cannot run it; empty: SQLite, DuckDB and PostgreSQL can.
    not_portable_because TEXT,
    -- The statement, with named parameters.
    sql TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_query_parameters (
    -- What can be set in a saved query.

    -- The query.
    query TEXT NOT NULL REFERENCES saved_queries (slug),
    -- Its name in the statement, without the colon.
    name TEXT NOT NULL,
    -- Order in which the query names it, from 1.
    position INTEGER NOT NULL
        CONSTRAINT position_is_positive CHECK (position > 0),
    -- What it is when nothing is said: a number where it reads as one.
    default_value TEXT NOT NULL,
    -- What it means.
    meaning TEXT NOT NULL,
    PRIMARY KEY (query, name)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search_index USING fts5 (
    -- Words of a thing in up to three rows: 1: its names; 2: its names and aliases; 3: these and its
    -- descriptions. A layer that would add nothing is left out. The row's number is that of the layer
    -- times 2 to the power of 40, and that of the thing in `search_index_entries`.
    words,
    content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE search_index_entries (
    -- Things that can be found, in the order in which they are told.

    -- Number of the thing in `search_index`.
    entry INTEGER PRIMARY KEY,
    -- What it is: model, corpus, query, …
    kind TEXT NOT NULL,
    -- Its table.
    table_name TEXT NOT NULL,
    -- Key of its row.
    row_key TEXT NOT NULL
) STRICT;

CREATE TABLE search_index_names (
    -- Whole names, for what begins as one types.

    -- 1: a name; 2: an alias.
    rank INTEGER NOT NULL,
    -- The name in lower case, without spaces, hyphens and underscores.
    folded TEXT NOT NULL,
    -- The thing.
    entry INTEGER NOT NULL,
    PRIMARY KEY (rank, folded, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE search_index_state (
    -- Of which state of the file the index is: one row.

    -- The change counter in the header of the file (bytes 24 to 27) after the index was made.
    built_at INTEGER NOT NULL
) STRICT;

CREATE TABLE seed_rows (
    -- Fingerprints of the rows that the seed loaded last: what tells a user's edit from an older seed.

    -- Table of the rows.
    table_name TEXT NOT NULL PRIMARY KEY,
    -- Two 64-bit SipHash-1-3 values a row, of its key and of its values, little-endian, sorted.
    fingerprints BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE seeded_by (
    -- Which llmdb's seed was loaded last: one row.

    -- Version of llmdb.
    version TEXT NOT NULL PRIMARY KEY,
    -- SipHash-1-3 of its seed's files: equal fingerprints, nothing to do.
    seed_fingerprint INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sizes (
    -- One row per set of weights: its shape and what follows from it.

    -- The released line that it is a size of.
    model TEXT NOT NULL REFERENCES models (slug),
    -- The size as its makers write it, in lower case: 70b, 8x7b, small.
    label TEXT NOT NULL
        CONSTRAINT label_is_lower_case CHECK (label <> '' AND label NOT GLOB '*[^a-z0-9.-]*'),
    -- All parameters: the exact count where a source gives it, else the published figure.
    parameters INTEGER
        CONSTRAINT parameters_are_positive CHECK (parameters > 0),
    -- Parameters that work on one token, where this is fewer than all (mixture of experts).
    active_parameters INTEGER
        CONSTRAINT active_parameters_are_not_more_than_all CHECK (active_parameters > 0 AND active_parameters <= parameters),
    -- Transformer blocks; of the encoder and of the decoder each, where there are both.
    layers INTEGER
        CONSTRAINT layers_are_positive CHECK (layers > 0),
    -- Width of the residual stream.
    hidden_size INTEGER
        CONSTRAINT hidden_size_is_positive CHECK (hidden_size > 0),
    -- Inner width of the feed-forward block; of one expert, where there are experts.
    ffn_size INTEGER
        CONSTRAINT ffn_size_is_positive CHECK (ffn_size > 0),
    -- Query heads of a layer.
    attention_heads INTEGER
        CONSTRAINT attention_heads_are_positive CHECK (attention_heads > 0),
    -- Key and value heads of a layer: as many as query heads (mha), fewer (gqa), one (mqa).
    kv_heads INTEGER
        CONSTRAINT kv_heads_are_not_more_than_attention_heads CHECK (kv_heads > 0 AND (attention_heads IS NULL OR kv_heads <= attention_heads)),
    -- Width of one head, where a source states it; else hidden_size / attention_heads.
    head_dim INTEGER
        CONSTRAINT head_dim_is_positive CHECK (head_dim > 0),
    -- Rows of the embedding matrix, padding included.
    vocab_size INTEGER
        CONSTRAINT vocab_size_is_positive CHECK (vocab_size > 0),
    -- Tokens that the released weights are made for, without scaling at run time.
    context_length INTEGER
        CONSTRAINT context_length_is_positive CHECK (context_length > 0),
    -- How it tells the order of tokens.
    positional_encoding TEXT REFERENCES positional_encodings (slug),
    -- Base of the rotary frequencies.
    rope_theta INTEGER
        CONSTRAINT rope_theta_is_positive CHECK (rope_theta > 0),
    -- Share of a head's dimensions that are rotated; empty: not stated, mostly all.
    rotary_pct REAL
        CONSTRAINT rotary_share_is_a_percentage CHECK (rotary_pct > 0 AND rotary_pct <= 100),
    -- mha multi-head, mqa multi-query, gqa grouped-query, mla latent, linear (recurrent forms too), none.
    attention TEXT
        CONSTRAINT attention_is_known CHECK (attention IN ('mha', 'mqa', 'gqa', 'mla', 'linear', 'none')),
    -- Rank of the compressed keys and values (latent attention).
    kv_lora_rank INTEGER
        CONSTRAINT kv_lora_rank_is_positive CHECK (kv_lora_rank > 0),
    -- Width of the rotary part of a key that is cached beside them (latent attention).
    qk_rope_head_dim INTEGER
        CONSTRAINT qk_rope_head_dim_is_positive CHECK (qk_rope_head_dim > 0),
    -- Tokens that a local layer looks back on.
    sliding_window INTEGER
        CONSTRAINT sliding_window_is_positive CHECK (sliding_window > 0),
    -- Layers that attend to everything, where the others are local, linear or recurrent.
    full_attention_layers INTEGER
        CONSTRAINT full_attention_layers_are_not_more_than_layers CHECK (full_attention_layers >= 0 AND (layers IS NULL OR full_attention_layers <= layers)),
    -- Activation of the feed-forward block; a gated one by the name of the gate: swiglu, geglu.
    activation TEXT,
    -- layernorm, rmsnorm, deepnorm, …
    normalization TEXT,
    -- Routed experts of a layer.
    experts INTEGER
        CONSTRAINT experts_are_positive CHECK (experts > 0),
    -- Routed experts that work on one token.
    experts_active INTEGER
        CONSTRAINT experts_active_are_not_more_than_experts CHECK (experts_active > 0 AND (experts IS NULL OR experts_active <= experts)),
    -- 1: the output matrix is the input embedding; 0: it has its own weights.
    tied_embeddings INTEGER
        CONSTRAINT tied_embeddings_is_0_or_1 CHECK (tied_embeddings IN (0, 1)),
    -- Licence of these weights, where it differs from the model's.
    license TEXT REFERENCES licenses (slug),
    -- Release of these weights, where it differs from the model's; ISO, as exact as the source.
    release_date TEXT
        CONSTRAINT release_date_is_an_iso_date CHECK (
            length(release_date) IN (4, 7, 10)
            AND date(substr(release_date || '-01-01', 1, 10)) IS substr(release_date || '-01-01', 1, 10)
        ),
    -- Repository on the Hugging Face hub: org/name.
    hub_id TEXT
        CONSTRAINT hub_id_is_org_and_name CHECK (hub_id GLOB '?*/?*' AND hub_id NOT GLOB '*/*/*'),
    PRIMARY KEY (model, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
    -- Texts that were read.

    -- Short key that tells where it is: arxiv:2302.13971, github:ORG/REPO:PATH, hub:ORG/NAME, web:HOST/PATH.
    key TEXT NOT NULL PRIMARY KEY,
    -- What it is, from the most primary on: paper, repository, model-card, config, blog, catalogue, survey.
    kind TEXT NOT NULL
        CONSTRAINT kind_of_source_is_known CHECK (kind IN ('paper', 'repository', 'model-card', 'config', 'blog', 'catalogue', 'survey')),
    -- Its title.
    title TEXT NOT NULL,
    -- Year of publication.
    year INTEGER
        CONSTRAINT year_has_four_digits CHECK (year BETWEEN 1950 AND 2100),
    -- Where it can be read.
    url TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE survey_cells (
    -- Survey tables as printed, cell by cell, word for word.

    -- The survey.
    source TEXT NOT NULL REFERENCES sources (key),
    -- Row of its table, from 1, section rows counted, the heading not.
    row_no INTEGER NOT NULL
        CONSTRAINT row_no_is_positive CHECK (row_no > 0),
    -- Column, by the word in the heading.
    column_name TEXT NOT NULL,
    -- Place of the column in the table, from 1.
    column_no INTEGER NOT NULL
        CONSTRAINT column_no_is_positive CHECK (column_no > 0),
    -- The model that the row speaks of; empty for a section row and for what is no model.
    model TEXT REFERENCES models (slug),
    -- The technique that the row speaks of.
    technique TEXT REFERENCES techniques (slug),
    -- The cell as printed, word for word; empty where the cell is empty.
    cell TEXT,
    PRIMARY KEY (source, row_no, column_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE survey_claims (
    -- What a cell of a survey claims, held against a more primary text.

    -- The survey.
    survey TEXT NOT NULL REFERENCES sources (key),
    -- Row of its table.
    row_no INTEGER NOT NULL,
    -- Column, by the word in the heading.
    column_name TEXT NOT NULL,
    -- The claim: the cell, or the part of it that is judged; `-` where the cell is empty.
    claim TEXT NOT NULL,
    -- confirmed; imprecise: true in part; contradicted; unverified: no text was found.
    verdict TEXT NOT NULL
        CONSTRAINT verdict_is_known CHECK (verdict IN ('confirmed', 'imprecise', 'contradicted', 'unverified')),
    -- What the more primary text says.
    finding TEXT,
    -- That text.
    source TEXT REFERENCES sources (key),
    -- Place in it.
    locator TEXT,
    -- What else there is to say.
    note TEXT,
    PRIMARY KEY (survey, row_no, column_name, claim),
    FOREIGN KEY (survey, row_no, column_name) REFERENCES survey_cells (source, row_no, column_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE techniques (
    -- Ways to train and to prompt.

    -- Short key: chain-of-thought, rlhf, …
    slug TEXT NOT NULL PRIMARY KEY
        CONSTRAINT slug_is_lower_case CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9.-]*'),
    -- English name.
    name TEXT NOT NULL,
    -- Chinese name.
    name_zh TEXT,
    -- When it was first described; ISO, as exact as the source.
    introduced TEXT
        CONSTRAINT introduced_is_an_iso_date CHECK (
            length(introduced) IN (4, 7, 10)
            AND date(substr(introduced || '-01-01', 1, 10)) IS substr(introduced || '-01-01', 1, 10)
        ),
    -- Parameters from which on it helps, where a source says so; empty: no such scale is known.
    min_parameters INTEGER
        CONSTRAINT min_parameters_is_positive CHECK (min_parameters > 0),
    -- What it is, in one sentence.
    description_en TEXT,
    -- The same in Chinese.
    description_zh TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE training_mix (
    -- What a size saw in a stage, and in which shares.

    -- What was trained.
    model TEXT NOT NULL,
    -- Which size of it.
    label TEXT NOT NULL,
    -- In which of its stages.
    stage_no INTEGER NOT NULL,
    -- On what.
    corpus TEXT NOT NULL REFERENCES corpora (slug),
    -- Share of what was seen, in percent, as published.
    weight_pct REAL
        CONSTRAINT weight_is_a_percentage CHECK (weight_pct > 0 AND weight_pct <= 100),
    -- Tokens seen of it.
    tokens INTEGER
        CONSTRAINT tokens_are_positive CHECK (tokens > 0),
    -- Passes over it.
    epochs REAL
        CONSTRAINT epochs_are_positive CHECK (epochs > 0),
    PRIMARY KEY (model, label, stage_no, corpus),
    FOREIGN KEY (model, label, stage_no) REFERENCES training_stages (model, label, stage_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE training_runs (
    -- What the makers publish of a training run; `catalog.training_flop` is computed beside it.

    -- What was trained.
    model TEXT NOT NULL,
    -- Which size of it.
    label TEXT NOT NULL,
    -- Which of its stages.
    stage_no INTEGER NOT NULL,
    -- Floating-point operations, as published.
    flop REAL
        CONSTRAINT flop_is_positive CHECK (flop > 0),
    -- Name of the accelerator: A100-80GB, TPU v4.
    accelerator TEXT,
    -- How many worked at the same time.
    accelerators INTEGER
        CONSTRAINT accelerators_are_positive CHECK (accelerators > 0),
    -- Hours of one accelerator, summed over all.
    accelerator_hours INTEGER
        CONSTRAINT accelerator_hours_are_positive CHECK (accelerator_hours > 0),
    -- Model FLOPs utilization, in percent, as published.
    utilization_pct REAL
        CONSTRAINT utilization_is_a_percentage CHECK (utilization_pct > 0 AND utilization_pct <= 100),
    -- Number format of the arithmetic: bf16, fp16, fp8.
    precision TEXT,
    -- Tokens of one optimizer step, at its largest.
    batch_tokens INTEGER
        CONSTRAINT batch_tokens_are_positive CHECK (batch_tokens > 0),
    -- Cost in US dollars, as its makers publish it.
    cost_usd INTEGER
        CONSTRAINT cost_is_positive CHECK (cost_usd > 0),
    PRIMARY KEY (model, label, stage_no),
    FOREIGN KEY (model, label, stage_no) REFERENCES training_stages (model, label, stage_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE training_stages (
    -- How a size was trained, stage by stage.

    -- What was trained.
    model TEXT NOT NULL,
    -- Which size of it.
    label TEXT NOT NULL,
    -- Order of the stages, from 1; a model that derives from another counts its own stages only.
    stage_no INTEGER NOT NULL
        CONSTRAINT stage_no_is_positive CHECK (stage_no > 0),
    -- What kind of training it was.
    stage TEXT NOT NULL
        CONSTRAINT stage_is_known CHECK (stage IN ('pretraining', 'continued-pretraining', 'instruction-tuning', 'preference-tuning', 'long-context')),
    -- Tokens seen, repetitions included.
    tokens INTEGER
        CONSTRAINT tokens_are_positive CHECK (tokens > 0),
    -- Examples in the tuning data.
    examples INTEGER
        CONSTRAINT examples_are_positive CHECK (examples > 0),
    -- Passes over the data.
    epochs REAL
        CONSTRAINT epochs_are_positive CHECK (epochs > 0),
    -- What else the source says of it, in a few words.
    note TEXT,
    PRIMARY KEY (model, label, stage_no),
    FOREIGN KEY (model, label) REFERENCES sizes (model, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE words (
    -- Words and phrases that questions are made of, and what each does.

    -- The word or phrase as it is typed or said; case, spaces and hyphens do not count.
    word TEXT NOT NULL,
    -- What it does in a question: subject, field, order, compare, value, relation, filler, …; `say` is
    -- how the program itself says a meaning.
    role TEXT NOT NULL,
    -- What it stands for: a column, an operator, a value; the grammar says how each role is written.
    meaning TEXT NOT NULL,
    -- Language of the word.
    language TEXT NOT NULL REFERENCES languages (code),
    PRIMARY KEY (word, role, meaning)
) STRICT, WITHOUT ROWID;

CREATE INDEX aliases_by_alias ON aliases (alias COLLATE NOCASE)
;

CREATE INDEX aliases_by_folded_alias ON aliases (lower(replace(replace(replace(alias, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX aliases_by_language ON aliases (language)
;

CREATE INDEX citations_by_source ON citations (source)
;

CREATE INDEX citations_that_say_otherwise ON citations (table_name, row_key, column_name)
WHERE says IS NOT NULL;

CREATE INDEX corpora_by_folded_name ON corpora (lower(replace(replace(replace(name, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX corpora_by_folded_name_zh ON corpora (lower(replace(replace(replace(name_zh, '-', ''), '_', ''), ' ', '')))
WHERE name_zh IS NOT NULL;

CREATE INDEX corpora_by_folded_slug ON corpora (lower(replace(replace(replace(slug, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX corpora_by_license ON corpora (license)
;

CREATE INDEX corpus_languages_by_language ON corpus_languages (language)
;

CREATE INDEX corpus_organizations_by_organization ON corpus_organizations (organization)
;

CREATE INDEX corpus_parts_by_part ON corpus_parts (part)
;

CREATE INDEX derivations_by_base_model ON derivations (base_model, base_label)
;

CREATE INDEX evaluations_by_benchmark ON evaluations (benchmark, score)
;

CREATE INDEX families_by_folded_name ON families (lower(replace(replace(replace(name, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX families_by_folded_name_zh ON families (lower(replace(replace(replace(name_zh, '-', ''), '_', ''), ' ', '')))
WHERE name_zh IS NOT NULL;

CREATE INDEX families_by_folded_slug ON families (lower(replace(replace(replace(slug, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX model_organizations_by_organization ON model_organizations (organization)
;

CREATE INDEX model_techniques_by_technique ON model_techniques (technique)
;

CREATE INDEX models_by_architecture ON models (architecture)
;

CREATE INDEX models_by_family ON models (family)
;

CREATE INDEX models_by_folded_name ON models (lower(replace(replace(replace(name, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX models_by_folded_name_zh ON models (lower(replace(replace(replace(name_zh, '-', ''), '_', ''), ' ', '')))
WHERE name_zh IS NOT NULL;

CREATE INDEX models_by_folded_slug ON models (lower(replace(replace(replace(slug, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX models_by_license ON models (license)
;

CREATE INDEX models_by_release_date ON models (release_date)
;

CREATE INDEX organizations_by_country ON organizations (country)
;

CREATE INDEX organizations_by_folded_name ON organizations (lower(replace(replace(replace(name, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX organizations_by_folded_name_zh ON organizations (lower(replace(replace(replace(name_zh, '-', ''), '_', ''), ' ', '')))
WHERE name_zh IS NOT NULL;

CREATE INDEX organizations_by_folded_slug ON organizations (lower(replace(replace(replace(slug, '-', ''), '_', ''), ' ', '')))
;

CREATE UNIQUE INDEX saved_queries_by_title ON saved_queries (title);

CREATE UNIQUE INDEX saved_queries_by_title_zh ON saved_queries (title_zh);

CREATE INDEX sizes_by_context_length ON sizes (context_length)
;

CREATE INDEX sizes_by_license ON sizes (license)
;

CREATE INDEX sizes_by_parameters ON sizes (parameters)
;

CREATE INDEX sizes_by_positional_encoding ON sizes (positional_encoding, parameters)
;

CREATE INDEX sources_by_folded_title ON sources (lower(replace(replace(replace(title, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX survey_cells_by_model ON survey_cells (model)
;

CREATE INDEX survey_cells_by_technique ON survey_cells (technique)
;

CREATE INDEX survey_claims_by_source ON survey_claims (source)
;

CREATE INDEX training_mix_by_corpus ON training_mix (corpus)
;

CREATE INDEX words_by_folded_word ON words (lower(replace(replace(replace(word, '-', ''), '_', ''), ' ', '')))
;

CREATE INDEX words_by_language ON words (language, role)
;

CREATE VIEW catalog AS
-- One row per size, with what is computed from the facts; a model of which no size is known has none.
WITH sized AS (
    SELECT
        sizes.model,
        sizes.label,
        models.name,
        models.name_zh,
        models.family,
        (
            SELECT group_concat(made.name, ', ')
            FROM (
                SELECT organizations.name
                FROM model_organizations
                INNER JOIN organizations ON model_organizations.organization = organizations.slug
                WHERE model_organizations.model = sizes.model
                ORDER BY organizations.name
            ) AS made
        ) AS organizations,
        (
            SELECT group_concat(made.country, ', ')
            FROM (
                SELECT DISTINCT organizations.country
                FROM model_organizations
                INNER JOIN organizations ON model_organizations.organization = organizations.slug
                WHERE model_organizations.model = sizes.model
                ORDER BY organizations.country
            ) AS made
        ) AS countries,
        coalesce(sizes.release_date, models.release_date) AS release_date,
        models.architecture,
        models.kind,
        models.weights,
        coalesce(sizes.license, models.license) AS license,
        sizes.parameters,
        sizes.active_parameters,
        sizes.layers,
        sizes.hidden_size,
        sizes.ffn_size,
        sizes.attention_heads,
        sizes.kv_heads,
        -- Width of one head: as a source states it, else hidden_size / attention_heads, which latent
        -- attention does not obey.
        CASE
            WHEN sizes.attention = 'mla' THEN sizes.head_dim
            ELSE coalesce(sizes.head_dim, sizes.hidden_size / sizes.attention_heads)
        END AS head_dim,
        sizes.vocab_size,
        sizes.context_length,
        sizes.positional_encoding,
        sizes.rope_theta,
        sizes.attention,
        sizes.kv_lora_rank,
        sizes.qk_rope_head_dim,
        sizes.sliding_window,
        -- Layers that keep keys and values of the whole context; unknown where some layers are
        -- local, linear or recurrent and no source says how many.
        CASE
            WHEN sizes.full_attention_layers IS NOT NULL THEN sizes.full_attention_layers
            WHEN sizes.sliding_window IS NULL AND models.architecture IN ('decoder-only', 'prefix-lm') THEN sizes.layers
        END AS full_attention_layers,
        -- Layers that keep those of a window alone.
        CASE
            WHEN sizes.sliding_window IS NULL THEN 0
            WHEN models.architecture IN ('decoder-only', 'prefix-lm') THEN sizes.layers - sizes.full_attention_layers
        END AS windowed_layers,
        sizes.activation,
        sizes.normalization,
        sizes.experts,
        sizes.experts_active,
        -- Unknown as soon as one of the stages is.
        (
            SELECT CASE WHEN count(*) = count(training_stages.tokens) THEN sum(training_stages.tokens) END
            FROM training_stages
            WHERE
                training_stages.model = sizes.model
                AND training_stages.label = sizes.label
                AND training_stages.stage IN ('pretraining', 'continued-pretraining')
        ) AS training_tokens,
        sizes.hub_id
    FROM sizes
    INNER JOIN models ON sizes.model = models.slug
)

SELECT
    sized.model,
    sized.label,
    sized.name,
    sized.name_zh,
    sized.family,
    -- Names of who made it, by name, with commas between.
    sized.organizations,
    -- Codes of their countries, each once, with commas between.
    sized.countries,
    sized.release_date,
    -- The first four digits of the date.
    CAST(substr(sized.release_date, 1, 4) AS INTEGER) AS release_year,
    sized.architecture,
    sized.kind,
    sized.weights,
    sized.license,
    licenses.commercial_use,
    sized.parameters,
    sized.active_parameters,
    sized.layers,
    sized.hidden_size,
    sized.ffn_size,
    sized.attention_heads,
    sized.kv_heads,
    sized.head_dim,
    sized.vocab_size,
    sized.context_length,
    sized.positional_encoding,
    sized.rope_theta,
    sized.attention,
    sized.activation,
    sized.normalization,
    sized.experts,
    sized.experts_active,
    -- Pretraining and continued pretraining, summed.
    sized.training_tokens,
    -- Hoffmann et al. (arXiv:2203.15556) found about 20 to be best for a given compute.
    round(1.0 * sized.training_tokens / sized.parameters, 1) AS tokens_per_parameter,
    -- 6 operations per active parameter and token: Kaplan et al. (arXiv:2001.08361), section 2.1. Of a
    -- mixture of experts whose active parameters are unknown it is unknown.
    6.0 * sized.training_tokens * CASE
        WHEN sized.active_parameters IS NOT NULL THEN sized.active_parameters
        WHEN sized.experts IS NULL THEN sized.parameters
    END AS training_flop,
    -- Two bytes a parameter: what the weights take at 16 bits.
    2 * sized.parameters AS weight_bytes_fp16,
    -- 16-bit keys and values, averaged over the model's whole context: one key and one value per head
    -- and layer; in latent attention the compressed pair and one rotary key (arXiv:2405.04434,
    -- section 2.1); in a local layer no more than its window.
    CASE sized.attention
        WHEN 'mla' THEN 2 * sized.full_attention_layers * (sized.kv_lora_rank + sized.qk_rope_head_dim)
        WHEN 'linear' THEN NULL
        WHEN 'none' THEN NULL
        ELSE CAST(
            2.0 * 2 * sized.kv_heads * sized.head_dim * (
                sized.full_attention_layers
                + CASE
                    WHEN sized.windowed_layers = 0 THEN 0
                    ELSE 1.0 * sized.windowed_layers * min(sized.sliding_window, sized.context_length) / sized.context_length
                END
            ) AS INTEGER
        )
    END AS kv_cache_bytes_per_token,
    sized.hub_id
FROM sized
LEFT JOIN licenses ON sized.license = licenses.slug;

CREATE VIEW catalog_evidence AS
-- Which facts each column of `catalog` rests on: the citations of a figure are those of these cells.
WITH evidence (column_name, table_name, cited_column) AS (
    VALUES
    ('organizations', 'model_organizations', 'organization'),
    ('countries', 'model_organizations', 'organization'),
    ('release_date', 'sizes', 'release_date'),
    ('release_date', 'models', 'release_date'),
    ('release_year', 'sizes', 'release_date'),
    ('release_year', 'models', 'release_date'),
    ('architecture', 'models', 'architecture'),
    ('kind', 'models', 'kind'),
    ('weights', 'models', 'weights'),
    ('license', 'sizes', 'license'),
    ('license', 'models', 'license'),
    ('commercial_use', 'sizes', 'license'),
    ('commercial_use', 'models', 'license'),
    ('parameters', 'sizes', 'parameters'),
    ('active_parameters', 'sizes', 'active_parameters'),
    ('layers', 'sizes', 'layers'),
    ('hidden_size', 'sizes', 'hidden_size'),
    ('ffn_size', 'sizes', 'ffn_size'),
    ('attention_heads', 'sizes', 'attention_heads'),
    ('kv_heads', 'sizes', 'kv_heads'),
    ('head_dim', 'sizes', 'head_dim'),
    ('vocab_size', 'sizes', 'vocab_size'),
    ('context_length', 'sizes', 'context_length'),
    ('positional_encoding', 'sizes', 'positional_encoding'),
    ('rope_theta', 'sizes', 'rope_theta'),
    ('attention', 'sizes', 'attention'),
    ('activation', 'sizes', 'activation'),
    ('normalization', 'sizes', 'normalization'),
    ('experts', 'sizes', 'experts'),
    ('experts_active', 'sizes', 'experts_active'),
    ('training_tokens', 'training_stages', 'tokens'),
    ('tokens_per_parameter', 'training_stages', 'tokens'),
    ('tokens_per_parameter', 'sizes', 'parameters'),
    ('training_flop', 'training_stages', 'tokens'),
    ('training_flop', 'sizes', 'parameters'),
    ('training_flop', 'sizes', 'active_parameters'),
    ('weight_bytes_fp16', 'sizes', 'parameters'),
    ('kv_cache_bytes_per_token', 'sizes', 'layers'),
    ('kv_cache_bytes_per_token', 'sizes', 'kv_heads'),
    ('kv_cache_bytes_per_token', 'sizes', 'head_dim'),
    ('kv_cache_bytes_per_token', 'sizes', 'kv_lora_rank'),
    ('hub_id', 'sizes', 'hub_id')
)

SELECT
    -- Column of `catalog`.
    column_name,
    -- Table of the fact that it rests on.
    table_name,
    -- Column of that fact.
    cited_column
FROM evidence;

CREATE VIEW cells AS
-- Every cell that states a fact, empty ones too: what `citations` may point at.
SELECT
    'organizations' AS table_name,
    slug AS row_key,
    'country' AS column_name,
    -- What stands in the cell, as text.
    CAST(country AS TEXT) AS value
FROM organizations
UNION ALL SELECT 'organizations', slug, 'kind', CAST(kind AS TEXT) FROM organizations
UNION ALL SELECT 'licenses', slug, 'commercial_use', CAST(commercial_use AS TEXT) FROM licenses
UNION ALL SELECT 'positional_encodings', slug, 'kind', CAST(kind AS TEXT) FROM positional_encodings
UNION ALL SELECT 'positional_encodings', slug, 'introduced', CAST(introduced AS TEXT) FROM positional_encodings
UNION ALL SELECT 'techniques', slug, 'introduced', CAST(introduced AS TEXT) FROM techniques
UNION ALL SELECT 'techniques', slug, 'min_parameters', CAST(min_parameters AS TEXT) FROM techniques
UNION ALL SELECT 'benchmarks', slug, 'metric', CAST(metric AS TEXT) FROM benchmarks
UNION ALL SELECT 'models', slug, 'release_date', CAST(release_date AS TEXT) FROM models
UNION ALL SELECT 'models', slug, 'release_event', CAST(release_event AS TEXT) FROM models
UNION ALL SELECT 'models', slug, 'architecture', CAST(architecture AS TEXT) FROM models
UNION ALL SELECT 'models', slug, 'kind', CAST(kind AS TEXT) FROM models
UNION ALL SELECT 'models', slug, 'weights', CAST(weights AS TEXT) FROM models
UNION ALL SELECT 'models', slug, 'license', CAST(license AS TEXT) FROM models
UNION ALL SELECT 'model_organizations', model || '/' || organization, 'organization', CAST(organization AS TEXT) FROM model_organizations
UNION ALL SELECT 'sizes', model || '/' || label, 'parameters', CAST(parameters AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'active_parameters', CAST(active_parameters AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'layers', CAST(layers AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'hidden_size', CAST(hidden_size AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'ffn_size', CAST(ffn_size AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'attention_heads', CAST(attention_heads AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'kv_heads', CAST(kv_heads AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'head_dim', CAST(head_dim AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'vocab_size', CAST(vocab_size AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'context_length', CAST(context_length AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'positional_encoding', CAST(positional_encoding AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'rope_theta', CAST(rope_theta AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'rotary_pct', CAST(rotary_pct AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'attention', CAST(attention AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'kv_lora_rank', CAST(kv_lora_rank AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'qk_rope_head_dim', CAST(qk_rope_head_dim AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'sliding_window', CAST(sliding_window AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'full_attention_layers', CAST(full_attention_layers AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'activation', CAST(activation AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'normalization', CAST(normalization AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'experts', CAST(experts AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'experts_active', CAST(experts_active AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'tied_embeddings', CAST(tied_embeddings AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'license', CAST(license AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'release_date', CAST(release_date AS TEXT) FROM sizes
UNION ALL SELECT 'sizes', model || '/' || label, 'hub_id', CAST(hub_id AS TEXT) FROM sizes
UNION ALL SELECT 'derivations', model || '/' || base_model, 'base_model', CAST(base_model AS TEXT) FROM derivations
UNION ALL SELECT 'derivations', model || '/' || base_model, 'base_label', CAST(base_label AS TEXT) FROM derivations
UNION ALL SELECT 'derivations', model || '/' || base_model, 'method', CAST(method AS TEXT) FROM derivations
UNION ALL SELECT 'model_techniques', model || '/' || technique, 'technique', CAST(technique AS TEXT) FROM model_techniques
UNION ALL SELECT 'evaluations', model || '/' || label || '/' || benchmark || '/' || shots, 'score', CAST(score AS TEXT) FROM evaluations
UNION ALL SELECT 'corpora', slug, 'release_date', CAST(release_date AS TEXT) FROM corpora
UNION ALL SELECT 'corpora', slug, 'kind', CAST(kind AS TEXT) FROM corpora
UNION ALL SELECT 'corpora', slug, 'tokens', CAST(tokens AS TEXT) FROM corpora
UNION ALL SELECT 'corpora', slug, 'tokenizer', CAST(tokenizer AS TEXT) FROM corpora
UNION ALL SELECT 'corpora', slug, 'bytes', CAST(bytes AS TEXT) FROM corpora
UNION ALL SELECT 'corpora', slug, 'documents', CAST(documents AS TEXT) FROM corpora
UNION ALL SELECT 'corpora', slug, 'license', CAST(license AS TEXT) FROM corpora
UNION ALL SELECT 'corpus_organizations', corpus || '/' || organization, 'organization', CAST(organization AS TEXT) FROM corpus_organizations
UNION ALL SELECT 'corpus_languages', corpus || '/' || language, 'language', CAST(language AS TEXT) FROM corpus_languages
UNION ALL SELECT 'corpus_parts', corpus || '/' || part, 'part', CAST(part AS TEXT) FROM corpus_parts
UNION ALL SELECT 'corpus_parts', corpus || '/' || part, 'weight_pct', CAST(weight_pct AS TEXT) FROM corpus_parts
UNION ALL SELECT 'corpus_parts', corpus || '/' || part, 'tokens', CAST(tokens AS TEXT) FROM corpus_parts
UNION ALL SELECT 'corpus_parts', corpus || '/' || part, 'bytes', CAST(bytes AS TEXT) FROM corpus_parts
UNION ALL SELECT 'corpus_parts', corpus || '/' || part, 'epochs', CAST(epochs AS TEXT) FROM corpus_parts
UNION ALL SELECT 'training_stages', model || '/' || label || '/' || stage_no, 'stage', CAST(stage AS TEXT) FROM training_stages
UNION ALL SELECT 'training_stages', model || '/' || label || '/' || stage_no, 'tokens', CAST(tokens AS TEXT) FROM training_stages
UNION ALL SELECT 'training_stages', model || '/' || label || '/' || stage_no, 'examples', CAST(examples AS TEXT) FROM training_stages
UNION ALL SELECT 'training_stages', model || '/' || label || '/' || stage_no, 'epochs', CAST(epochs AS TEXT) FROM training_stages
UNION ALL SELECT 'training_stages', model || '/' || label || '/' || stage_no, 'note', CAST(note AS TEXT) FROM training_stages
UNION ALL SELECT 'training_runs', model || '/' || label || '/' || stage_no, 'flop', CAST(flop AS TEXT) FROM training_runs
UNION ALL SELECT 'training_runs', model || '/' || label || '/' || stage_no, 'accelerator', CAST(accelerator AS TEXT) FROM training_runs
UNION ALL SELECT 'training_runs', model || '/' || label || '/' || stage_no, 'accelerators', CAST(accelerators AS TEXT) FROM training_runs
UNION ALL SELECT 'training_runs', model || '/' || label || '/' || stage_no, 'accelerator_hours', CAST(accelerator_hours AS TEXT) FROM training_runs
UNION ALL SELECT 'training_runs', model || '/' || label || '/' || stage_no, 'utilization_pct', CAST(utilization_pct AS TEXT) FROM training_runs
UNION ALL SELECT 'training_runs', model || '/' || label || '/' || stage_no, 'precision', CAST(precision AS TEXT) FROM training_runs
UNION ALL SELECT 'training_runs', model || '/' || label || '/' || stage_no, 'batch_tokens', CAST(batch_tokens AS TEXT) FROM training_runs
UNION ALL SELECT 'training_runs', model || '/' || label || '/' || stage_no, 'cost_usd', CAST(cost_usd AS TEXT) FROM training_runs
UNION ALL SELECT 'training_mix', model || '/' || label || '/' || stage_no || '/' || corpus, 'corpus', CAST(corpus AS TEXT) FROM training_mix
UNION ALL SELECT 'training_mix', model || '/' || label || '/' || stage_no || '/' || corpus, 'weight_pct', CAST(weight_pct AS TEXT) FROM training_mix
UNION ALL SELECT 'training_mix', model || '/' || label || '/' || stage_no || '/' || corpus, 'tokens', CAST(tokens AS TEXT) FROM training_mix
UNION ALL SELECT 'training_mix', model || '/' || label || '/' || stage_no || '/' || corpus, 'epochs', CAST(epochs AS TEXT) FROM training_mix;

CREATE VIEW coverage AS
-- Per column: rows, rows with a value, and how many of these name a text that says so.
WITH judged AS (
    SELECT
        table_name,
        column_name,
        value,
        EXISTS (
            SELECT 1
            FROM citations
            WHERE
                citations.table_name = cells.table_name
                AND citations.row_key = cells.row_key
                AND citations.column_name IN (cells.column_name, '*')
                AND citations.says IS NULL
        ) AS is_cited
    FROM cells
)

SELECT
    table_name,
    column_name,
    -- Rows of the table.
    count(*) AS row_count,
    -- Rows that have a value in this column.
    count(value) AS with_value,
    -- Rows whose value names a text that says so.
    sum(CASE WHEN value IS NOT NULL AND is_cited THEN 1 ELSE 0 END) AS cited,
    -- Rows with a value, of all rows.
    round(100.0 * count(value) / count(*), 1) AS filled_pct,
    -- Values that name a text, of all values.
    round(100.0 * sum(CASE WHEN value IS NOT NULL AND is_cited THEN 1 ELSE 0 END) / nullif(count(value), 0), 1) AS cited_pct
FROM judged
GROUP BY table_name, column_name;

CREATE VIEW disagreements AS
-- Where a source says otherwise than the catalogue, with both; `not disclosed` over an empty cell
-- is what the makers withhold. A survey's cell stands beside what a more primary text says of it.
SELECT
    citations.table_name,
    citations.row_key,
    citations.column_name,
    -- The value of the catalogue (a label is part of the key, and yet texts differ in it); of a
    -- survey's cell, what a more primary text says.
    CASE
        WHEN citations.column_name = 'label' THEN substr(citations.row_key, instr(citations.row_key, '/') + 1)
        ELSE cells.value
    END AS catalogue_says,
    -- What the source says instead.
    citations.says AS source_says,
    citations.source,
    -- What the source is.
    sources.kind AS source_kind,
    citations.locator,
    citations.note
FROM citations
INNER JOIN sources ON citations.source = sources.key
LEFT JOIN cells
    ON
        citations.table_name = cells.table_name
        AND citations.row_key = cells.row_key
        AND citations.column_name = cells.column_name
WHERE citations.says IS NOT NULL
UNION ALL
SELECT
    'survey_cells' AS table_name,
    survey_claims.survey || '/' || survey_claims.row_no || '/' || survey_claims.column_name AS row_key,
    'cell' AS column_name,
    survey_claims.finding AS catalogue_says,
    survey_claims.claim AS source_says,
    survey_claims.survey AS source,
    sources.kind AS source_kind,
    'row ' || survey_claims.row_no || ', column ' || survey_claims.column_name AS locator,
    survey_claims.note
FROM survey_claims
INNER JOIN sources ON survey_claims.survey = sources.key
WHERE survey_claims.verdict IN ('imprecise', 'contradicted') AND survey_claims.claim <> '-';

CREATE VIEW implausible AS
-- Rows that cannot be right, each with the rule that it breaks. Empty in what we ship: what breaks a
-- rule for a reason that is known stands in `accepted_deviations`.
SELECT
    table_name,
    row_key,
    column_name,
    -- What stands there.
    value,
    -- The rule that it breaks.
    rule
FROM suspects
WHERE
    NOT EXISTS (
        SELECT 1
        FROM accepted_deviations
        WHERE
            accepted_deviations.rule = suspects.rule
            AND accepted_deviations.table_name = suspects.table_name
            AND accepted_deviations.row_key = suspects.row_key
    );

CREATE VIEW lineage AS
-- What derives from what, at any depth; the path reads from the model back to its ancestor.
WITH RECURSIVE line (model, ancestor, ancestor_label, method, depth, path) AS (
    SELECT
        model,
        base_model,
        base_label,
        method,
        1,
        model || ' < ' || base_model
    FROM derivations
    UNION ALL
    SELECT
        line.model,
        derivations.base_model,
        derivations.base_label,
        derivations.method,
        line.depth + 1,
        line.path || ' < ' || derivations.base_model
    FROM line
    INNER JOIN derivations ON line.ancestor = derivations.model
    -- A circle is a fault that `implausible` names; here it must only not run for ever.
    WHERE line.depth < 32
)

SELECT
    model,
    -- What it derives from, at this depth.
    ancestor,
    -- Which size of the ancestor was the start, where one is known.
    ancestor_label,
    -- How the last step was made.
    method,
    -- Steps between the two, from 1.
    depth,
    -- The models on the way.
    path
FROM line;

CREATE VIEW listing AS
-- What questions that need no size are answered from: the rows of `catalog`, and one for each model of
-- which no size is known, empty where a size would tell.
SELECT
    catalog.model,
    catalog.label,
    catalog.name,
    catalog.name_zh,
    catalog.family,
    -- Names of who made it, by name, with commas between.
    catalog.organizations,
    -- Codes of their countries, each once, with commas between.
    catalog.countries,
    catalog.release_date,
    -- The first four digits of the date.
    catalog.release_year,
    catalog.architecture,
    catalog.kind,
    catalog.weights,
    catalog.license,
    catalog.commercial_use,
    catalog.parameters,
    catalog.active_parameters,
    catalog.layers,
    catalog.hidden_size,
    catalog.ffn_size,
    catalog.attention_heads,
    catalog.kv_heads,
    catalog.head_dim,
    catalog.vocab_size,
    catalog.context_length,
    catalog.positional_encoding,
    catalog.rope_theta,
    catalog.attention,
    catalog.activation,
    catalog.normalization,
    catalog.experts,
    catalog.experts_active,
    -- As in `catalog`: pretraining and continued pretraining, summed.
    catalog.training_tokens,
    -- Training tokens by parameters.
    catalog.tokens_per_parameter,
    -- As in `catalog`: 6 operations per active parameter and token.
    catalog.training_flop,
    -- Two bytes a parameter.
    catalog.weight_bytes_fp16,
    -- As in `catalog`: 16-bit keys and values.
    catalog.kv_cache_bytes_per_token,
    catalog.hub_id
FROM catalog
UNION ALL
SELECT
    models.slug AS model,
    NULL AS label,
    models.name,
    models.name_zh,
    models.family,
    (
        SELECT group_concat(made.name, ', ')
        FROM (
            SELECT organizations.name
            FROM model_organizations
            INNER JOIN organizations ON model_organizations.organization = organizations.slug
            WHERE model_organizations.model = models.slug
            ORDER BY organizations.name
        ) AS made
    ) AS organizations,
    (
        SELECT group_concat(made.country, ', ')
        FROM (
            SELECT DISTINCT organizations.country
            FROM model_organizations
            INNER JOIN organizations ON model_organizations.organization = organizations.slug
            WHERE model_organizations.model = models.slug
            ORDER BY organizations.country
        ) AS made
    ) AS countries,
    models.release_date,
    CAST(substr(models.release_date, 1, 4) AS INTEGER) AS release_year,
    models.architecture,
    models.kind,
    models.weights,
    models.license,
    licenses.commercial_use,
    NULL AS parameters,
    NULL AS active_parameters,
    NULL AS layers,
    NULL AS hidden_size,
    NULL AS ffn_size,
    NULL AS attention_heads,
    NULL AS kv_heads,
    NULL AS head_dim,
    NULL AS vocab_size,
    NULL AS context_length,
    NULL AS positional_encoding,
    NULL AS rope_theta,
    NULL AS attention,
    NULL AS activation,
    NULL AS normalization,
    NULL AS experts,
    NULL AS experts_active,
    NULL AS training_tokens,
    NULL AS tokens_per_parameter,
    NULL AS training_flop,
    NULL AS weight_bytes_fp16,
    NULL AS kv_cache_bytes_per_token,
    NULL AS hub_id
FROM models
LEFT JOIN licenses ON models.license = licenses.slug
WHERE NOT EXISTS (
    SELECT 1
    FROM sizes
    WHERE sizes.model = models.slug
);

CREATE VIEW parameter_check AS
-- The parameters of a size recounted from its shape. What the catalogue does not know of the shape
-- makes a range of it: the least and the most that it can be. Norms, biases and routers are left
-- out, less than one percent.
WITH shapes AS (
    SELECT
        sizes.model,
        sizes.label,
        sizes.parameters,
        -- An encoder and a decoder of so many layers each.
        models.architecture = 'encoder-decoder' AS has_encoder,
        1.0 * sizes.layers AS layers,
        1.0 * sizes.hidden_size AS width,
        1.0 * sizes.ffn_size AS ffn_size,
        1.0 * sizes.vocab_size AS vocab_size,
        sizes.tied_embeddings,
        sizes.attention,
        1.0 * sizes.kv_lora_rank AS kv_lora_rank,
        1.0 * sizes.qk_rope_head_dim AS qk_rope_head_dim,
        1.0 * coalesce(sizes.attention_heads * sizes.head_dim, sizes.hidden_size) AS query_width,
        1.0 * coalesce(sizes.head_dim, sizes.hidden_size / sizes.attention_heads) AS head_dim,
        1.0 * sizes.attention_heads AS attention_heads,
        1.0 * coalesce(
            sizes.kv_heads,
            CASE sizes.attention WHEN 'mha' THEN sizes.attention_heads WHEN 'mqa' THEN 1 END
        ) AS kv_heads,
        coalesce(sizes.experts, 1) AS experts,
        CASE WHEN sizes.experts IS NULL THEN 0 ELSE coalesce(sizes.experts_active, sizes.experts) END AS experts_active,
        -- Matrices of a feed-forward block: three where it is gated (Shazeer, arXiv:2002.05202, section 2).
        CASE
            WHEN sizes.activation IN ('swiglu', 'geglu', 'reglu', 'glu') THEN 3
            WHEN sizes.activation IN ('relu', 'gelu', 'squared-relu') THEN 2
        END AS matrices,
        CASE WHEN sizes.positional_encoding = 'learned' THEN 1.0 * coalesce(sizes.context_length, 0) * sizes.hidden_size ELSE 0 END
            AS position_parameters
    FROM sizes
    INNER JOIN models ON sizes.model = models.slug
    WHERE
        -- Recurrent and linear layers have shapes that the catalogue does not hold.
        coalesce(models.architecture, '') NOT IN ('state-space', 'hybrid')
        AND coalesce(sizes.attention, '') NOT IN ('linear', 'none')
        AND (
            sizes.full_attention_layers IS NULL
            OR sizes.full_attention_layers = sizes.layers
            OR sizes.sliding_window IS NOT NULL
        )
),

parts AS (
    SELECT
        model,
        label,
        parameters,
        layers,
        has_encoder,
        experts,
        -- Projections of one attention block. Queries and output are hidden size times all heads, keys and
        -- values times the key-value heads: 4 * d * d where these are the same (Kaplan et al.,
        -- arXiv:2001.08361, table 1). Latent attention: DeepSeek-V2, arXiv:2405.04434, section 2.1;
        -- whether its queries are compressed too is not in the catalogue.
        CASE
            WHEN attention = 'mla'
                THEN
                    width * (kv_lora_rank + qk_rope_head_dim)
                    + 2 * kv_lora_rank * attention_heads * head_dim
                    + width * attention_heads * head_dim
            ELSE 2 * width * query_width + 2 * width * coalesce(kv_heads * head_dim, 0)
        END AS attention_least,
        CASE
            WHEN attention = 'mla'
                THEN
                    width * (kv_lora_rank + qk_rope_head_dim)
                    + 2 * kv_lora_rank * attention_heads * head_dim
                    + width * attention_heads * head_dim
                    + width * attention_heads * (head_dim + qk_rope_head_dim)
            ELSE 2 * width * query_width + 2 * width * coalesce(kv_heads * head_dim, query_width)
        END AS attention_most,
        -- One feed-forward block, or one expert.
        coalesce(matrices, 2) * width * ffn_size AS ffn_least,
        coalesce(matrices, 3) * width * ffn_size AS ffn_most,
        -- Blocks of a layer: each layer has all experts, or only every second (of an encoder and decoder,
        -- every fourth) has and the others have one; beside the routed there are at most as many
        -- shared ones as work on a token.
        CASE
            WHEN experts = 1 THEN 1.0
            WHEN has_encoder THEN 0.25 * experts + 0.75
            ELSE 0.5 * experts + 0.5
        END AS blocks_least,
        1.0 * experts + experts_active AS blocks_most,
        vocab_size * width * CASE tied_embeddings WHEN 0 THEN 2 ELSE 1 END + position_parameters AS embedding_least,
        vocab_size * width * CASE tied_embeddings WHEN 1 THEN 1 ELSE 2 END + position_parameters AS embedding_most
    FROM shapes
),

counted AS (
    SELECT
        model,
        label,
        parameters,
        -- A decoder that reads an encoder has a second attention block in each layer (Raffel et al.,
        -- arXiv:1910.10683, section 2.1).
        layers * (CASE WHEN has_encoder THEN 3 ELSE 1 END * attention_least + CASE WHEN has_encoder THEN 2 ELSE 1 END * ffn_least * blocks_least)
        + embedding_least AS least,
        layers * (CASE WHEN has_encoder THEN 3 ELSE 1 END * attention_most + CASE WHEN has_encoder THEN 2 ELSE 1 END * ffn_most * blocks_most)
        + embedding_most AS most,
        -- Half a step of the last digit that is not zero, at most a tenth: 7000000000 may be 6.74 billion.
        min(
            0.1 * parameters,
            0.5 * CAST('1' || substr('000000000000000', 1, length(parameters) - length(rtrim(parameters, '0'))) AS INTEGER)
        ) AS rounding
    FROM parts
)

SELECT
    model,
    label,
    -- As published.
    parameters,
    -- The least that the shape allows.
    CAST(least AS INTEGER) AS least_parameters,
    -- The most that it allows.
    CAST(most AS INTEGER) AS most_parameters,
    -- The count, where the shape determines it to one percent; else empty.
    CASE WHEN most - least <= 0.01 * most THEN CAST((least + most) / 2 AS INTEGER) END AS computed_parameters,
    -- How far the published figure lies outside of that range, in percent of it; 0 inside.
    round(
        100.0 * CASE
            WHEN parameters < least THEN parameters - least
            WHEN parameters > most THEN parameters - most
            ELSE 0
        END / parameters, 1
    ) AS outside_pct,
    -- 1: within 3 percent of the range, or within the rounding of the published figure.
    (parameters >= least - max(0.03 * parameters, rounding) AND parameters <= most + max(0.03 * parameters, rounding)) AS agrees
FROM counted
WHERE least IS NOT NULL AND most IS NOT NULL;

CREATE VIEW search_texts AS
-- Texts by which a thing can be found; the field is name, alias or description.
SELECT
    -- Order of the kinds: what people mostly look for stands first.
    1 AS kind_no,
    'model' AS kind,
    'models' AS table_name,
    slug AS row_key,
    -- name, alias or description: what counts more.
    'name' AS field,
    -- The words themselves; empty where there are none.
    name AS text
FROM models
UNION ALL SELECT 1, 'model', 'models', slug, 'name', name_zh FROM models
UNION ALL SELECT 1, 'model', 'models', slug, 'name', slug FROM models
UNION ALL SELECT 1, 'model', 'models', slug, 'description', description_en FROM models
UNION ALL SELECT 1, 'model', 'models', slug, 'description', description_zh FROM models
UNION ALL SELECT 1, 'model', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'models'
UNION ALL SELECT 2, 'family', 'families', slug, 'name', name FROM families
UNION ALL SELECT 2, 'family', 'families', slug, 'name', name_zh FROM families
UNION ALL SELECT 2, 'family', 'families', slug, 'name', slug FROM families
UNION ALL SELECT 2, 'family', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'families'
UNION ALL SELECT 3, 'organization', 'organizations', slug, 'name', name FROM organizations
UNION ALL SELECT 3, 'organization', 'organizations', slug, 'name', name_zh FROM organizations
UNION ALL SELECT 3, 'organization', 'organizations', slug, 'name', slug FROM organizations
UNION ALL SELECT 3, 'organization', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'organizations'
UNION ALL SELECT 4, 'corpus', 'corpora', slug, 'name', name FROM corpora
UNION ALL SELECT 4, 'corpus', 'corpora', slug, 'name', name_zh FROM corpora
UNION ALL SELECT 4, 'corpus', 'corpora', slug, 'name', slug FROM corpora
UNION ALL SELECT 4, 'corpus', 'corpora', slug, 'description', description_en FROM corpora
UNION ALL SELECT 4, 'corpus', 'corpora', slug, 'description', description_zh FROM corpora
UNION ALL SELECT 4, 'corpus', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'corpora'
UNION ALL SELECT 5, 'encoding', 'positional_encodings', slug, 'name', name FROM positional_encodings
UNION ALL SELECT 5, 'encoding', 'positional_encodings', slug, 'name', name_zh FROM positional_encodings
UNION ALL SELECT 5, 'encoding', 'positional_encodings', slug, 'name', slug FROM positional_encodings
UNION ALL SELECT 5, 'encoding', 'positional_encodings', slug, 'description', description_en FROM positional_encodings
UNION ALL SELECT 5, 'encoding', 'positional_encodings', slug, 'description', description_zh FROM positional_encodings
UNION ALL SELECT 5, 'encoding', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'positional_encodings'
UNION ALL SELECT 6, 'technique', 'techniques', slug, 'name', name FROM techniques
UNION ALL SELECT 6, 'technique', 'techniques', slug, 'name', name_zh FROM techniques
UNION ALL SELECT 6, 'technique', 'techniques', slug, 'name', slug FROM techniques
UNION ALL SELECT 6, 'technique', 'techniques', slug, 'description', description_en FROM techniques
UNION ALL SELECT 6, 'technique', 'techniques', slug, 'description', description_zh FROM techniques
UNION ALL SELECT 6, 'technique', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'techniques'
UNION ALL SELECT 7, 'architecture', 'architectures', slug, 'name', name FROM architectures
UNION ALL SELECT 7, 'architecture', 'architectures', slug, 'name', name_zh FROM architectures
UNION ALL SELECT 7, 'architecture', 'architectures', slug, 'name', slug FROM architectures
UNION ALL SELECT 7, 'architecture', 'architectures', slug, 'description', description_en FROM architectures
UNION ALL SELECT 7, 'architecture', 'architectures', slug, 'description', description_zh FROM architectures
UNION ALL SELECT 7, 'architecture', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'architectures'
UNION ALL SELECT 8, 'license', 'licenses', slug, 'name', name FROM licenses
UNION ALL SELECT 8, 'license', 'licenses', slug, 'name', slug FROM licenses
UNION ALL SELECT 8, 'license', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'licenses'
UNION ALL SELECT 9, 'benchmark', 'benchmarks', slug, 'name', name FROM benchmarks
UNION ALL SELECT 9, 'benchmark', 'benchmarks', slug, 'name', name_zh FROM benchmarks
UNION ALL SELECT 9, 'benchmark', 'benchmarks', slug, 'name', slug FROM benchmarks
UNION ALL SELECT 9, 'benchmark', 'benchmarks', slug, 'description', description_en FROM benchmarks
UNION ALL SELECT 9, 'benchmark', 'benchmarks', slug, 'description', description_zh FROM benchmarks
UNION ALL SELECT 9, 'benchmark', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'benchmarks'
UNION ALL SELECT 10, 'query', 'saved_queries', slug, 'name', title FROM saved_queries
UNION ALL SELECT 10, 'query', 'saved_queries', slug, 'name', title_zh FROM saved_queries
UNION ALL SELECT 10, 'query', 'saved_queries', slug, 'name', slug FROM saved_queries
UNION ALL SELECT 10, 'query', 'saved_queries', slug, 'description', about FROM saved_queries
UNION ALL SELECT 10, 'query', table_name, row_key, 'alias', alias FROM aliases WHERE table_name = 'saved_queries';

CREATE VIEW survey AS
-- The survey tables as printed, a row a row; the columns carry the words of the heading.
SELECT
    source,
    row_no,
    model,
    technique,
    max(CASE WHEN column_name = '模型' THEN cell END) AS 模型,
    max(CASE WHEN column_name = '含义' THEN cell END) AS 含义,
    max(CASE WHEN column_name = '模型结构' THEN cell END) AS 模型结构,
    max(CASE WHEN column_name = '模型大小' THEN cell END) AS 模型大小,
    max(CASE WHEN column_name = '训练数据' THEN cell END) AS 训练数据,
    max(CASE WHEN column_name = '参数结构' THEN cell END) AS 参数结构,
    max(CASE WHEN column_name = 'PE' THEN cell END) AS PE
FROM survey_cells
GROUP BY source, row_no, model, technique;

CREATE VIEW suspects AS
-- Rows that break a rule of reason, accepted ones too.
SELECT
    'sizes' AS table_name,
    model || '/' || label AS row_key,
    'parameters' AS column_name,
    -- What stands there.
    CAST(parameters AS TEXT) AS value,
    -- The rule that it breaks.
    'parameters are far from what the label says' AS rule
FROM sizes
WHERE
    label GLOB '[0-9]*b'
    AND label NOT GLOB '*[^0-9.b]*'
    AND (parameters < 0.5 * 1e9 * CAST(label AS REAL) OR coalesce(active_parameters, parameters) > 2 * 1e9 * CAST(label AS REAL))
UNION ALL
SELECT 'sizes', model || '/' || label, 'parameters', CAST(parameters AS TEXT), 'parameters are far from what the label says'
FROM sizes
WHERE
    label GLOB '[0-9]*m'
    AND label NOT GLOB '*[^0-9.m]*'
    AND (parameters < 0.5 * 1e6 * CAST(label AS REAL) OR parameters > 2 * 1e6 * CAST(label AS REAL))
UNION ALL
SELECT 'sizes', model || '/' || label, 'context_length', CAST(context_length AS TEXT), 'a context of over 20 million tokens'
FROM sizes
WHERE context_length > 20000000
UNION ALL
SELECT 'sizes', model || '/' || label, 'vocab_size', CAST(vocab_size AS TEXT), 'a vocabulary of over two million'
FROM sizes
WHERE vocab_size > 2000000
UNION ALL
SELECT 'sizes', model || '/' || label, 'head_dim', CAST(head_dim AS TEXT), 'heads times head size is far from the hidden size'
FROM sizes
WHERE attention_heads * head_dim > 16 * hidden_size OR attention_heads * head_dim * 4 < hidden_size
UNION ALL
SELECT 'sizes', model || '/' || label, 'attention', attention, 'attention kind and number of key-value heads do not agree'
FROM sizes
WHERE
    (attention = 'mha' AND kv_heads <> attention_heads)
    OR (attention = 'mqa' AND kv_heads <> 1)
    OR (attention = 'gqa' AND kv_heads = attention_heads)
UNION ALL
SELECT 'training_stages', model || '/' || label || '/' || stage_no, 'tokens', CAST(tokens AS TEXT), 'over 100 trillion tokens'
FROM training_stages
WHERE tokens > 100000000000000
UNION ALL
SELECT 'sizes', model || '/' || label, 'parameters', CAST(tokens_per_parameter AS TEXT), 'pretraining tokens per parameter beyond reason'
FROM catalog
WHERE
    tokens_per_parameter > 500000
    OR (
        tokens_per_parameter < 0.01
        AND NOT EXISTS (
            SELECT 1
            FROM derivations
            WHERE derivations.model = catalog.model
        )
    )
UNION ALL
SELECT 'models', models.slug, 'release_date', models.release_date, 'released before the paper that dates it'
FROM models
INNER JOIN citations
    ON
        models.slug = citations.row_key
        AND citations.table_name = 'models'
        AND citations.column_name = 'release_date'
        AND citations.says IS NULL
WHERE
    models.release_event = 'paper'
    AND citations.source GLOB 'arxiv:[0-9][0-9][0-9][0-9].*'
    AND substr(models.release_date, 1, 7) < '20' || substr(citations.source, 7, 2) || '-' || substr(citations.source, 9, 2)
    AND length(models.release_date) >= 7
UNION ALL
SELECT 'derivations', derivations.model || '/' || derivations.base_model, 'base_model', base.release_date, 'released before what it derives from'
FROM derivations
INNER JOIN models ON derivations.model = models.slug
INNER JOIN models AS base ON derivations.base_model = base.slug
WHERE substr(models.release_date, 1, 4) < substr(base.release_date, 1, 4)
UNION ALL
SELECT 'derivations', model || '/' || ancestor, 'base_model', path, 'derives from itself'
FROM lineage
WHERE model = ancestor
UNION ALL
SELECT 'training_mix', model || '/' || label || '/' || stage_no, 'weight_pct', CAST(round(sum(weight_pct), 1) AS TEXT), 'weights of a mixture add up to over 101 percent'
FROM training_mix
GROUP BY model, label, stage_no
HAVING sum(weight_pct) > 101
UNION ALL
SELECT 'sizes', model || '/' || label, 'parameters', CAST(parameters AS TEXT), 'parameters are not what the shape adds up to'
FROM parameter_check
WHERE NOT agrees
UNION ALL
SELECT 'sizes', sizes.model || '/' || sizes.label, 'release_date', sizes.release_date, 'a size older than its model'
FROM sizes
INNER JOIN models ON sizes.model = models.slug
WHERE
    substr(sizes.release_date, 1, min(length(sizes.release_date), length(models.release_date)))
    < substr(models.release_date, 1, min(length(sizes.release_date), length(models.release_date)))
UNION ALL
SELECT 'corpora', slug, 'tokens', CAST(tokens AS TEXT), 'more than one token a byte'
FROM corpora
WHERE tokens > 2 * bytes;
