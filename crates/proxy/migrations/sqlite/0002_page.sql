-- What was written into fields of the form, as JSON by database column: pages that are open in edit mode put it on
-- the form.
ALTER TABLE signings ADD COLUMN page TEXT NOT NULL DEFAULT '{}';
