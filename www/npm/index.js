// The elements as an ES module. CLASSIC_SCRIPT stands for the script that a form loads, and VERSION for its version;
// both are put in when the package is made. Nothing happens where there is no document, so that a server may
// import this while it renders pages.

const there =
  typeof document === "undefined"
    ? undefined
    : (() => {
        CLASSIC_SCRIPT;
        return window.autentiForm;
      })();

function form() {
  if (!there) throw new Error("autenti-form works in a browser only");
  return there;
}

export const version = VERSION;
export const ready = async () => form().ready();
export const lookup = async (source, options) => form().lookup(source, options);
export const validateRecipients = async (rows, options) => form().validateRecipients(rows, options);
export const texts = async (changes) => form().texts(changes);
