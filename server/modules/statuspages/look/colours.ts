/** Colours that people can read. WCAG 2.2, 1.4.3: text needs a contrast of 4.5 to 1 with its ground. */

export const minContrast = 4.5

/** The grounds of the public pages, on which links stand; see the page's own style sheet. */
export const grounds = { light: ['#ffffff', '#f6f7f9'], dark: ['#0e1116', '#161b22'] } as const
export type Ground = keyof typeof grounds

export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text)
}

/** From 1 to 21. WCAG 2.2, "contrast ratio". */
export function contrastOf(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

/** The least contrast with any of the grounds. */
export function contrastOn(colour: string, ground: Ground): number {
  return Math.min(...grounds[ground].map((each) => contrastOf(colour, each)))
}

/** The same hue, as much darker (or lighter, on the dark ground) as it takes to be read. */
export function readableOn(colour: string, ground: Ground): string {
  const towards = ground === 'light' ? 0 : 255
  for (let step = 0; step <= 50; step += 1) {
    const mixed = mix(colour, towards, step / 50)
    if (contrastOn(mixed, ground) >= minContrast) return mixed
  }
  return ground === 'light' ? '#000000' : '#ffffff'
}

function mix(colour: string, towards: number, share: number): string {
  const parts = channelsOf(colour).map((channel) => Math.round(channel + (towards - channel) * share))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** WCAG 2.2, "relative luminance", from 0 to 1. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16))
}
