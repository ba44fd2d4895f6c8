const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

/** Text that is safe in HTML, between tags and in attributes; control characters are made visible. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, character => ENTITIES[character]!);
}

/** Control characters and halves of characters have no place in HTML or XML. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}

/** Escaped text that may break after the signs that join words in names of columns and files, never inside a number. */
export function escapeName(text: string): string {
  return escapeHtml(text).replace(/[_/\\-](?=.)|\.(?=\D)/g, '$&<wbr>');
}
