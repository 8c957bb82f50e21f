import type { Dashboard, Panel } from '#common/dashboards'

/** All of them, also those within closed rows. */
export const allPanels = ({ panels }: Pick<Dashboard, 'panels'>): Panel[] =>
  panels.flatMap((each) => (each.kind === 'row' ? [each, ...each.panels] : [each]))

/** The id of the panel with the focus, or else below the pointer. */
export function panelHere(dashboard: Dashboard): number | undefined {
  const found = document.activeElement?.closest('[data-panel]') ?? document.querySelector('[data-panel]:hover')
  const key = found?.getAttribute('data-panel')
  return allPanels(dashboard).find((panel) => panel.key === key)?.id
}

export function focusPanel(step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-panel]')]
  const here = document.activeElement?.closest('[data-panel]')
  const at = all.findIndex((each) => each === here)
  const next = all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]
  // It can be looked at, not pressed: the focus comes by these keys alone.
  next?.setAttribute('tabindex', '-1')
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}
