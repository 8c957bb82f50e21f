/** Legends and tooltips, which several kinds of panels have. */
import type * as model from '../model.ts'
import { defined, flagOf, numberOf, objectOf, oneOf, someText, textsOf } from './values.ts'

export function readLegend(value: unknown): model.LegendOptions {
  const legend = objectOf(value)
  return defined({
    show: flagOf(legend['showLegend'], legend['displayMode'] !== 'hidden'),
    mode: oneOf(legend['displayMode'], ['list', 'table'], 'list'),
    placement: oneOf(legend['placement'], ['bottom', 'right'], 'bottom'),
    // A pie calls them values.
    calcs: textsOf(legend['calcs'] ?? legend['values'], 30, 100),
    sortBy: someText(legend['sortBy'], 200),
    sortDesc: flagOf(legend['sortDesc'], false),
    width: numberOf(legend['width']),
  })
}

export function readTooltip(value: unknown): model.TooltipOptions {
  const tooltip = objectOf(value)
  return {
    mode: oneOf(tooltip['mode'], ['single', 'multi', 'none'], 'single'),
    sort: oneOf(tooltip['sort'], ['none', 'asc', 'desc'], 'none'),
    hideZeros: flagOf(tooltip['hideZeros'], false),
  }
}
