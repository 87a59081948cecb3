-- The words of questions in plain words: what the grammar is written in, in each language. The names
-- of things are not here: they are looked up in the tables that hold the things, by these indexes
-- and those of names (V8), which fold in the same way.

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

CREATE INDEX words_by_language ON words (language, role);
CREATE INDEX words_by_folded_word ON words (lower(replace(replace(replace(word, '-', ''), '_', ''), ' ', '')));
CREATE INDEX families_by_folded_slug ON families (lower(replace(replace(replace(slug, '-', ''), '_', ''), ' ', '')));
CREATE INDEX families_by_folded_name ON families (lower(replace(replace(replace(name, '-', ''), '_', ''), ' ', '')));
CREATE INDEX families_by_folded_name_zh ON families (lower(replace(replace(replace(name_zh, '-', ''), '_', ''), ' ', '')))
WHERE name_zh IS NOT NULL;
CREATE INDEX organizations_by_folded_slug ON organizations (lower(replace(replace(replace(slug, '-', ''), '_', ''), ' ', '')));
CREATE INDEX organizations_by_folded_name ON organizations (lower(replace(replace(replace(name, '-', ''), '_', ''), ' ', '')));
CREATE INDEX organizations_by_folded_name_zh ON organizations (lower(replace(replace(replace(name_zh, '-', ''), '_', ''), ' ', '')))
WHERE name_zh IS NOT NULL;

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
