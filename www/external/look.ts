// The look of the form. The protocol does not tell it, but a control that the portal hosts itself may see it.

/** WEBCON's variables that the component falls back to. */
const VARIABLES = [
  "--borderRadiusMedium",
  "--colorBrandBackground",
  "--colorBrandBackground1",
  "--colorBrandForeground1",
  "--colorNeutralBackground1",
  "--colorNeutralForeground1",
  "--colorNeutralForeground2",
  "--colorNeutralForegroundOnBrand",
  "--colorNeutralStroke1",
  "--fontFamilyBase",
  "--spacingHorizontalS",
  "--strokeWidthThin",
];

/** Takes over the form's colours and type, if this page and the form are of one origin. */
export function takeLook(): void {
  let around: CSSStyleDeclaration;
  try {
    around = window.parent.getComputedStyle(window.parent.document.body);
  } catch {
    // Another origin: the component's own colours, in the person's colour scheme.
    document.documentElement.style.colorScheme = "light dark";
    return;
  }
  document.documentElement.style.colorScheme = around.colorScheme;
  for (const name of VARIABLES) {
    const value = around.getPropertyValue(name);
    if (value) document.body.style.setProperty(name, value);
  }
}
