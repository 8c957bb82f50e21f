import { useMemo } from 'react'
import { interpolate, type Panel, type Scope, type VariableValues } from '#common/dashboards'
import type { Bounds } from './times.ts'

export type Texts = {
  titleOf: (panel: Panel) => string
  textOf: (text: string, panel?: Panel) => string
  linksOf: (panel: Panel) => { title: string; url: string }[]
}

/** Titles, descriptions and links with the values of the variables in them. */
export function useTexts(values: VariableValues, { fromMs, toMs }: Bounds): Texts {
  return useMemo(() => {
    const scope: Scope = { intervalMs: 15_000, rateIntervalMs: 60_000, rangeMs: toMs - fromMs, fromMs, toMs }
    const textOf = (text: string, panel?: Panel): string =>
      text.includes('$') || text.includes('[[')
        ? interpolate(text, { ...values, ...panel?.scope }, scope, 'text')
        : text
    return {
      textOf,
      titleOf: (panel) => textOf(panel.title, panel),
      linksOf: (panel) =>
        panel.links
          .filter(({ url }) => url !== '')
          .map(({ title, url }) => ({ title: textOf(title, panel), url: textOf(url, panel) })),
    }
  }, [values, fromMs, toMs])
}
