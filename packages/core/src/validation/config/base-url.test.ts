import { describe, expect, test } from "vitest";
import { CALL } from "../../testdata/clients/test-client.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { checkOrigin } from "./base-url.ts";

describe("an origin is accepted", () => {
  test.each([
    ["https://api.example.com", "https://api.example.com"],
    ["https://api.example.com/", "https://api.example.com"],
    ["https://api.example.com:8443", "https://api.example.com:8443"],
    ["https://api.example.com:443", "https://api.example.com"],
    ["HTTPS://API.EXAMPLE.COM", "https://api.example.com"],
    ["https://xn--bcher-kva.example", "https://xn--bcher-kva.example"],
    ["https://203.0.113.7", "https://203.0.113.7"],
    ["https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"],
    ["https://localhost", "https://localhost"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["http://127.8.9.1", "http://127.8.9.1"],
    ["http://[::1]:8080", "http://[::1]:8080"],
    ["http://127.1:80", "http://127.0.0.1"],
    ["http://2130706433", "http://127.0.0.1"],
  ])("%s", (value, origin) => {
    expect(checkOrigin(value, "baseUrl", CALL).origin).toBe(origin);
  });

  test.each(["wss://stream.example.com", "ws://localhost:9000", "ws://127.0.0.1", "ws://[::1]"])(
    "%s for sockets",
    (value) => {
      expect(checkOrigin(value, "wsUrls.market", CALL, "ws").href).toBe(`${value}/`);
    },
  );
});

describe("anything else is refused without being quoted", () => {
  test.each([
    "",
    "canary",
    "canary.example.com",
    "//canary.example.com",
    "/canary",
    "https:",
    "https://",
    "https:canary.example.com",
    "https:/canary.example.com",
    "https:///canary.example.com",
    "https:////canary.example.com",
    "http://canary.example.com",
    "http://localhost.canary.com",
    "http://127.0.0.1.canary.com",
    "http://canary.localhost",
    "http://localhost.",
    "http://0.0.0.0",
    "http://128.0.0.1",
    "http://10.0.0.1",
    "http://192.168.0.1",
    "http://169.254.169.254",
    "http://[::]",
    "http://[::2]",
    "http://[::ffff:127.0.0.1]",
    "http://[fe80::1]",
    "http://3232235521",
    "https://user:canary@api.example.com",
    "https://canary@api.example.com",
    "https://:canary@api.example.com",
    "https://@api.example.com",
    "https://:@api.example.com",
    "http://localhost@canary.example.com",
    "http://localhost:80@canary.example.com",
    "https://api.example.com/canary",
    "https://api.example.com/v1/",
    "https://api.example.com//",
    "https://api.example.com/.",
    "https://api.example.com/..",
    "https://api.example.com/canary/..",
    "https://api.example.com/%2e",
    "https://api.example.com?canary=1",
    "https://api.example.com/?",
    "https://api.example.com?",
    "https://api.example.com#canary",
    "https://api.example.com#",
    "https://api.example.com\\@canary.com",
    "https:\\\\canary.example.com",
    "https://api.example.com\\canary",
    " https://api.example.com",
    "https://api.example.com ",
    "https://api.exa mple.com",
    "https://api.example.com\r\nX-Evil: canary",
    "https://api.exam\tple.com",
    "https://api.example.com\0",
    "https://аpi.example.com",
    "https://example。com",
    "https://faß.example",
    "https://api.example.com:99999",
    "https://api.example.com:canary",
    "https://[::1",
    "https://%zz",
    "ftp://api.example.com",
    "file:///etc/canary",
    "javascript:alert('canary')",
    "data:text/plain,canary",
    "blob:https://api.example.com/canary",
    "wss://api.example.com",
    "ws://localhost",
    "unix:///var/run/canary.sock",
    "http+unix://canary",
    undefined,
    null,
    5,
    {},
    ["https://api.example.com"],
    new URL("https://api.example.com"),
  ])("%j", async (value) => {
    const error = await failureOf(() => checkOrigin(value, "baseUrl", CALL));
    expect(error).toMatchObject({ kind: "invalidInput", field: "baseUrl", sent: "no", ...CALL });
    expect(everythingOf(error)).not.toContain("canary");
  });

  test.each(["https://stream.example.com", "http://localhost", "ws://stream.example.com", "ws://10.0.0.1"])(
    "%s for sockets",
    async (value) => {
      expect(await failureOf(() => checkOrigin(value, "wsUrls.user", CALL, "ws"))).toMatchObject({
        kind: "invalidInput",
        field: "wsUrls.user",
      });
    },
  );
});
