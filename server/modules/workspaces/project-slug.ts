/** A project has no slug of its own: it is its name in lower case with dashes, or its number where the name has neither. */
export function projectSlug({ name, number }: { name: string; number: number }): string {
  return slugOf(name) || String(number)
}

export function slugOf(name: string): string {
  return name
    .slice(0, 300)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]{1,300}/gu, '-')
    .replace(/^-|-$/g, '')
}
