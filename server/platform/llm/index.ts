/** Language models behind one question and one answer. Nobody outside of this folder knows the libraries. */
export { askModel, llmProviders, type Llm, type LlmAnswer, type LlmQuestion } from './ask-model.ts'
export { LlmFailed, type LlmFailure } from './errors.ts'
