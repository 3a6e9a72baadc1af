/**
 * The codes of the errors that nnf's own packages throw. A plugin of yours takes one of them; `docs/errors.md` says what each
 * means.
 */
export type NnfErrorCode =
  // Arguments and data
  | 'INVALID_ARGUMENT'
  | 'UNKNOWN_NAME'
  | 'DUPLICATE_NAME'
  | 'OUT_OF_RANGE'
  | 'INVALID_MATRIX'
  | 'SHAPE_MISMATCH'
  | 'DATA_SHAPE'
  | 'TARGET_RANGE'
  // Networks
  | 'LAYER_ORDER'
  | 'ATTACHMENT'
  | 'NO_INITIAL_VALUES'
  | 'INVALID_INITIAL_VALUES'
  | 'LOSS_MISMATCH'
  | 'TOO_FEW_OUTPUTS'
  | 'NON_FINITE'
  | 'BUSY'
  | 'DISPOSED'
  // Plugins
  | 'WRONG_PLUGIN'
  | 'INVALID_PLUGIN'
  | 'PLAN_FORMAT'
  | 'EXPRESSION_OPERATOR'
  | 'EXPRESSION_OPERAND'
  | 'EXPRESSION_RESULT'
  | 'EXPRESSION_IMPURE'
  | 'SAVED_EXPRESSION'
  // Plans and backends
  | 'NOT_A_PARAMETER'
  | 'DUPLICATE_UPDATE'
  | 'STALE_READ'
  | 'WRONG_DATA'
  | 'MEMORY_LIMIT'
  | 'NO_WEBASSEMBLY'
  | 'GPU_UNAVAILABLE'
  | 'GPU_LIMIT'
  | 'GPU_FAILED'
  | 'GPU_LOST'
  // IDX files
  | 'IDX_NOT_FOUND'
  | 'IDX_AMBIGUOUS'
  | 'IDX_FILE'
  | 'IDX_FETCH'
  | 'IDX_GZIP'
  | 'IDX_MAGIC'
  | 'IDX_TYPE'
  | 'IDX_LENGTH'
  | 'IDX_SHAPE'
  | 'IDX_LABELS'
  | 'IDX_MEMORY';
