import { type Bundle, classify } from '@espalier/bundle';
import { type Feature } from '@espalier/core';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The OpenAPI 3.1 document of a model: fields, levels and ranges out of its spec, and an example that scores. */
export function openApiDocument(bundle: Bundle, maxRows: number): Json {
  const { spec, manifest } = bundle;
  return {
    openapi: '3.1.0',
    info: {
      title: manifest.name,
      version: manifest.version,
      description: `Scores of ${manifest.name} ${manifest.version}, family ${manifest.family}.`
    },
    paths: {
      '/predict': { post: predictOperation(bundle, maxRows) },
      '/health': {
        get: {
          summary: 'Is a model served?',
          responses: {
            200: answer('A model is served', statusSchema('ok')),
            503: answer('No model is served', statusSchema('unavailable'))
          }
        }
      },
      '/healthz': {
        get: { summary: 'Is the process alive?', responses: { 200: { description: 'It is' } } }
      },
      '/readyz': {
        get: {
          summary: 'May traffic be sent here?',
          responses: { 200: { description: 'Yes' }, 503: errorAnswer('No: the reason') }
        }
      },
      '/metrics': {
        get: {
          summary: 'Metrics for Prometheus',
          responses: {
            200: { description: 'Text format' },
            401: errorAnswer('A token is asked for')
          }
        }
      },
      '/model': {
        get: {
          summary: 'The model that is served',
          responses: {
            200: { description: 'Name, version, family, metrics' },
            503: errorAnswer('No model is served')
          }
        }
      },
      '/model/reload': {
        post: {
          summary: 'Open the bundle again and switch to it',
          responses: {
            200: { description: 'Before and after' },
            503: errorAnswer('The bundle is damaged; the old one stays')
          }
        }
      }
    },
    components: {
      schemas: {
        Row: {
          type: 'object',
          properties: Object.fromEntries(
            Object.entries(spec.features).map(([name, feature]) => [name, featureSchema(feature)])
          ),
          required: Object.keys(spec.features),
          additionalProperties: true
        },
        Problem: PROBLEM,
        Error: ERROR
      }
    }
  };
}

function predictOperation({ manifest, decision }: Bundle, maxRows: number): Json {
  const { rows, probabilities } = manifest.golden;
  const probability = probabilities[0]!;
  return {
    summary: 'Score rows',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'array',
            items: { $ref: '#/components/schemas/Row' },
            minItems: 1,
            maxItems: maxRows
          },
          example: rows.slice(0, 1)
        }
      }
    },
    responses: {
      200: {
        description: 'One prediction a row, in order',
        content: {
          'application/json': {
            schema: PREDICTIONS,
            example: {
              predictions: [{ probability, class: classify(decision, probability) }],
              model: { name: manifest.name, version: manifest.version }
            }
          }
        }
      },
      400: errorAnswer('Rows that cannot be scored: all their problems'),
      413: errorAnswer('The body is too large'),
      415: errorAnswer('The body is not JSON'),
      503: errorAnswer('No model is served')
    }
  };
}

function featureSchema(feature: Feature): Json {
  const empty = feature.missing === 'impute';
  if (feature.kind === 'category') {
    const levels = feature.levels ?? [];
    if (feature.unknown === 'reject') return { enum: empty ? [...levels, null] : levels };
    return {
      type: empty ? ['string', 'number', 'null'] : ['string', 'number'],
      examples: levels.slice(0, 20)
    };
  }
  const range = {
    ...(feature.min === undefined ? {} : { minimum: feature.min }),
    ...(feature.max === undefined ? {} : { maximum: feature.max })
  };
  const type = empty ? ['number', 'null'] : 'number';
  if (feature.outside === 'reject' || Object.keys(range).length === 0) return { type, ...range };
  return {
    type,
    description: `Expected from ${feature.min ?? 'any'} to ${feature.max ?? 'any'}; outside is answered with a warning.`
  };
}

function answer(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

function errorAnswer(description: string): Json {
  return answer(description, { $ref: '#/components/schemas/Error' });
}

function statusSchema(status: string): Json {
  return { type: 'object', properties: { status: { const: status } }, required: ['status'] };
}

const PROBLEM: Json = {
  type: 'object',
  properties: {
    row: { type: 'integer' },
    field: { type: 'string' },
    problem: { type: 'string' },
    expected: { type: 'string' }
  },
  required: ['problem']
};

const ERROR: Json = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        hint: { type: 'string' },
        details: { type: 'array', items: { $ref: '#/components/schemas/Problem' } },
        request_id: { type: 'string' }
      },
      required: ['code', 'message', 'hint', 'details', 'request_id']
    }
  },
  required: ['error']
};

const PREDICTIONS: Json = {
  type: 'object',
  properties: {
    predictions: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          probability: { type: 'number', minimum: 0, maximum: 1 },
          class: { enum: [0, 1] }
        },
        required: ['probability', 'class']
      }
    },
    model: {
      type: 'object',
      properties: { name: { type: 'string' }, version: { type: 'string' } },
      required: ['name', 'version']
    },
    warnings: { type: 'array', items: { $ref: '#/components/schemas/Problem' } }
  },
  required: ['predictions', 'model']
};
