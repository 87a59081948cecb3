SELECT
    {columns},
    sizes.rotary_pct,
    sizes.sliding_window,
    sizes.tied_embeddings,
    (
        SELECT group_concat(line.told, ', ')
        FROM (
            SELECT
                models.name || coalesce(' ' || derivations.base_label, '')
                || coalesce(' (' || derivations.method || ')', '') AS told
            FROM derivations
            INNER JOIN models ON derivations.base_model = models.slug
            WHERE derivations.model = listing.model
            ORDER BY derivations.base_model
        ) AS line
    ) AS derives_from,
    (
        SELECT group_concat(mix.told, ', ')
        FROM (
            SELECT corpora.name || coalesce(' ' || rtrim(rtrim(round(training_mix.weight_pct, 1), '0'), '.') || ' %', '') AS told
            FROM training_mix
            INNER JOIN corpora ON training_mix.corpus = corpora.slug
            WHERE training_mix.model = listing.model AND training_mix.label = listing.label
            ORDER BY training_mix.stage_no, training_mix.weight_pct DESC, training_mix.corpus
        ) AS mix
    ) AS trained_on,
    (
        SELECT group_concat(used.name, ', ')
        FROM (
            SELECT techniques.name
            FROM model_techniques
            INNER JOIN techniques ON model_techniques.technique = techniques.slug
            WHERE model_techniques.model = listing.model
            ORDER BY techniques.name
        ) AS used
    ) AS techniques
FROM listing
LEFT JOIN sizes ON listing.model = sizes.model AND listing.label = sizes.label
WHERE listing.model = ?1 AND listing.label IS ?2
