/** Characters without a width or a glyph: format characters, fillers, joiners, variation selectors. */
const INVISIBLE = /[\p{DI}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
/** Control characters, but those that are white space. */
const CONTROL = /(?![\t-\r\u0085])\p{Cc}/gu;

/** Letters of other scripts that look like Latin ones, each before the Latin letter. */
const LOOKALIKES =
  'аaбbвbсcԁdеeһhіiјjкkӏlмmоoрpԛqѕsтtуyхxԝwАAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXԜWΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXαaοoιiκkνvρpυuϲcϳj';
const LATIN = new Map(
  [...LOOKALIKES.matchAll(/(.)(.)/gu)].map(([, letter, latin]) => [letter!, latin!])
);
const FOREIGN_LETTER = /[\u0370-\u03ff\u0400-\u052f]/g;

/** Remove what cannot be seen. */
export function removeInvisible(text: string): string {
  return text.replace(INVISIBLE, '').replace(CONTROL, '');
}

/** Write a text as a reader would read it: compatibility forms as plain letters, nothing invisible. */
export function normaliseText(text: string): string {
  return removeInvisible(text.normalize('NFKC'));
}

/** Replace letters that only look Latin. */
export function foldLookalikes(text: string): string {
  return text.replace(FOREIGN_LETTER, letter => LATIN.get(letter) ?? letter);
}
