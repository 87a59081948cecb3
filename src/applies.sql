-- Columns of a size that can have no value, given what is known of it: 1 where they cannot. A column
-- of this answer is named like the column that it speaks of.
SELECT
    sizes.label,
    -- Whose shape is known and who has no experts is dense.
    sizes.layers IS NOT NULL AND sizes.experts IS NULL AND sizes.active_parameters IS NULL AS experts,
    sizes.layers IS NOT NULL AND sizes.experts IS NULL AND sizes.active_parameters IS NULL AS experts_active,
    sizes.layers IS NOT NULL AND sizes.experts IS NULL AS active_parameters,
    -- Latent attention alone compresses its keys.
    sizes.attention <> 'mla' AS kv_lora_rank,
    sizes.attention <> 'mla' AS qk_rope_head_dim,
    sizes.attention IN ('linear', 'none') AS attention_heads,
    -- As many as query heads, or one: that is what the kind of attention says.
    sizes.attention IN ('mha', 'mqa', 'mla', 'linear', 'none') AS kv_heads,
    -- It follows from hidden size and heads, unless a source states another.
    sizes.attention IN ('linear', 'none')
    OR (sizes.attention <> 'mla' AND sizes.hidden_size IS NOT NULL AND sizes.attention_heads IS NOT NULL) AS head_dim,
    -- Who has no layers but full ones has no window.
    sizes.full_attention_layers = sizes.layers
    OR (sizes.full_attention_layers IS NULL AND sizes.attention IS NOT NULL AND models.architecture IN ('decoder-only', 'prefix-lm', 'encoder-decoder', 'encoder-only'))
        AS sliding_window,
    sizes.sliding_window IS NULL
    AND sizes.attention IS NOT NULL
    AND models.architecture IN ('decoder-only', 'prefix-lm', 'encoder-decoder', 'encoder-only') AS full_attention_layers,
    positional_encodings.kind <> 'rotary' AS rope_theta,
    -- Not stated is mostly all.
    sizes.positional_encoding IS NOT NULL AS rotary_pct,
    models.weights = 'closed' AS hub_id,
    sizes.attention IN ('linear', 'none') AS kv_cache_bytes_per_token
FROM sizes
INNER JOIN models ON sizes.model = models.slug
LEFT JOIN positional_encodings ON sizes.positional_encoding = positional_encodings.slug
WHERE sizes.model = ?1 AND (?2 IS NULL OR sizes.label = ?2)
