import { describe, expect, test } from '@jest/globals';
import { parseServerMetrics } from '../src/server-metrics.ts';

const metricsText = (latency: number, requests: number, errors: number): string => `# HELP x y
# TYPE http_request_latency_ms_p95 gauge
http_request_latency_ms_p95 ${latency}
predict_requests_total{model="a \\"b\\" }"} ${requests - 10}
predict_requests_total{model="c"} 10
predict_errors_total ${errors}
broken line
nan_metric NaN
`;

describe('parseServerMetrics()', () => {
  test('has the latency, and the errors as a share of all requests', () => {
    expect(parseServerMetrics(metricsText(120.5, 200, 10))).toEqual({
      latencyP95Ms: 120.5,
      errorRate: 0.05
    });
  });

  test.each([
    ['since the text before', metricsText(1, 200, 10), metricsText(1, 100, 10), 0],
    [
      'since the start when the server began anew',
      metricsText(1, 50, 5),
      metricsText(1, 100, 10),
      0.1
    ],
    ['as unknown when nothing was asked', metricsText(1, 100, 10), metricsText(1, 100, 10), null]
  ])('has errors %s', (_, now, before, expected) => {
    expect(parseServerMetrics(now, before)!.errorRate).toBe(expected);
  });

  test('is none where there is nothing of it', () => {
    expect(parseServerMetrics('<html>')).toBeUndefined();
  });
});
