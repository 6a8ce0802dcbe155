-- What was written into rows of the item list, as JSON: pages that are open in edit mode put it on the form too.
ALTER TABLE signings ADD COLUMN page_rows TEXT;
-- What was written into fields stands under the names of the profile now, with its time. Nothing is lost: a page is
-- told again what is written next.
UPDATE signings SET page = '{}';
