-- The compute of a mixture of experts was counted from all its parameters where the active ones are
-- unknown: ten to twenty times too much.

DROP VIEW catalog;

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
