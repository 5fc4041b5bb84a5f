package dev.farrier.demo.fleet;

import dev.farrier.demo.bridge.EventClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The monitoring system: probes the health of every bridge each second and sends Farrier an event with the labels {@code host}
 * and {@code result}: {@code up}, {@code refused}, {@code timeout}, {@code status-500} or {@code error}.
 */
final class Monitor implements AutoCloseable {
    static final String UP = "up";

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final EventClient events;
    private final EverySecond rounds = new EverySecond();
    private final Map<String, String> last = new ConcurrentHashMap<>();

    /** @param events URL for the events of probes */
    Monitor(String events) {
        this.events = new EventClient(events);
    }

    void watch(String bridge, int port) {
        rounds.everySecond(() -> probe(bridge, port));
    }

    /** Result of the last probe, {@code up} or {@code down}; {@code unknown} before the first. */
    String state(String bridge) {
        String result = last.get(bridge);
        return result == null ? "unknown" : result.equals(UP) ? UP : "down";
    }

    private void probe(String bridge, int port) throws IOException {
        String result = result(port);
        last.put(bridge, result);
        events.post("{\"name\":\"probe\",\"labels\":{\"host\":\"" + bridge + "\",\"result\":\"" + result + "\"}}");
    }

    private static String result(int port) {
        try {
            int status = LocalHttp.get("http://127.0.0.1:" + port + "/health", TIMEOUT)
                    .status();
            return status == 200 ? UP : "status-" + status;
        } catch (HttpTimeoutException e) {
            return "timeout";
        } catch (ConnectException e) {
            return "refused";
        } catch (IOException e) {
            return "error";
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
