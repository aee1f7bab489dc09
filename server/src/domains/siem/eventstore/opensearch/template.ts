import { textFieldNames } from '../text-fields.ts';

/** Only indices of this name are written to; everything else belongs to somebody else. */
export const ownPrefix = 'watchfloor-';
export const templateName = 'watchfloor-events';

// Longer values are kept but not indexed: Lucene refuses terms over 32,766 bytes, which 8,191 characters never exceed.
const keyword = { type: 'keyword', ignore_above: 8_191 };
/** Every value as text once more, for words without a field; many thousand fields cannot each be asked. */
const everywhere = { copy_to: ['watchfloor.all'] };

/** How our indices are mapped: strings exact, prose split, numbers as doubles, nothing guessed to be a date. */
export const indexTemplate = {
  index_patterns: [`${ownPrefix}*`],
  priority: 200,
  template: {
    settings: {
      number_of_shards: 1,
      auto_expand_replicas: '0-1',
      refresh_interval: '1s',
      'mapping.total_fields.limit': 10_000,
      'mapping.depth.limit': 100,
      'mapping.ignore_malformed': true,
      'query.default_field': ['watchfloor.all', ...textFieldNames.flatMap((name) => [name, `*.${name}`])],
    },
    mappings: {
      date_detection: false,
      numeric_detection: false,
      properties: {
        // The time of the event is asked under these names too, also where the body has none.
        '@timestamp': { type: 'date' },
        timestamp: { type: 'date', format: 'date_optional_time||epoch_millis' },
        watchfloor: {
          properties: {
            customerId: { type: 'long' },
            sourceId: { type: 'long' },
            occurredAt: { type: 'date', copy_to: ['@timestamp', 'timestamp'] },
            all: keyword,
          },
        },
      },
      dynamic_templates: [
        ...textFieldNames.map((name) => ({
          [`text_${name}`]: {
            match_mapping_type: 'string',
            match: name,
            mapping: { type: 'text', fields: { keyword }, ...everywhere },
          },
        })),
        { strings: { match_mapping_type: 'string', mapping: { ...keyword, ...everywhere } } },
        // `long` would cut the fraction off a later value.
        { wholes: { match_mapping_type: 'long', mapping: { type: 'double', ...everywhere } } },
        { decimals: { match_mapping_type: 'double', mapping: { type: 'double', ...everywhere } } },
      ],
    },
  },
};
