/** Panels of dashboards: what the screen, the public page and snapshots draw them with. */
export { PanelScopeProvider, usePanelScope, type Mark, type PanelScope } from './scope.ts'
export { PanelView } from './panel-view.tsx'
export { csvOfPanel } from './csv.ts'
export { askPanels } from './ask/ask-panels.ts'
export type { PanelData } from './panel-data.ts'
export type { Answer, AskPanels, Question } from './ask/answer.ts'
