-- What was written into rows of the item list, as JSON: pages that are open in edit mode put it on the form too.
ALTER TABLE signings ADD COLUMN page_rows TEXT;
