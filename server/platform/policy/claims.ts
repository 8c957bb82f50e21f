/** No text promises what nobody can keep: security without any "but". Pure. */

/** What claims absolute security; matched without case. */
const claims: readonly RegExp[] = [
  /\b100\s?(%|per ?cent)\s+(secure|security|safe|safety|protect\w*)/gi,
  /\b(completely|totally|fully|absolutely|perfectly|entirely)\s+(secure|safe|protected|impenetrable)\b/gi,
  /\b(absolute|total|complete|perfect)\s+(security|safety|protection)\b/gi,
  /\bguarantee[sd]?\s+(the\s+|your\s+|absolute\s+|full\s+|complete\s+|total\s+)*(security|safety|protection|confidentiality)\b/gi,
  /\b(security|safety|protection|confidentiality)\s+(is|are)\s+(always\s+)?guaranteed\b/gi,
  /\bguarantee[sd]?\s+(to be |that [^.]{0,60}\b(is|are|stays?|remains?)\s+)(always\s+)?(secure|safe)\b/gi,
  /\b(unhackable|unbreakable|hack[- ]?proof|bulletproof|impenetrable|invulnerable|risk[- ]free)\b/gi,
  /\b(cannot|can ?not|can never|can't|will never|never)\s+be\s+(hacked|breached|broken into|stolen|compromised)\b/gi,
]

/** The words of a text that claim absolute security, in the order in which they stand. */
export function absoluteSecurityClaims(text: string): string[] {
  return claims
    .flatMap((claim) => [...text.matchAll(claim)])
    .toSorted((a, b) => a.index - b.index)
    .map(([words]) => words)
}
