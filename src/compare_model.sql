SELECT
    models.slug AS model,
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
    (
        SELECT group_concat(line.told, ', ')
        FROM (
            SELECT
                base.name || coalesce(' ' || derivations.base_label, '')
                || coalesce(' (' || derivations.method || ')', '') AS told
            FROM derivations
            INNER JOIN models AS base ON derivations.base_model = base.slug
            WHERE derivations.model = models.slug
            ORDER BY derivations.base_model
        ) AS line
    ) AS derives_from,
    (
        SELECT group_concat(used.name, ', ')
        FROM (
            SELECT techniques.name
            FROM model_techniques
            INNER JOIN techniques ON model_techniques.technique = techniques.slug
            WHERE model_techniques.model = models.slug
            ORDER BY techniques.name
        ) AS used
    ) AS techniques
FROM models
LEFT JOIN licenses ON models.license = licenses.slug
WHERE models.slug = ?1
