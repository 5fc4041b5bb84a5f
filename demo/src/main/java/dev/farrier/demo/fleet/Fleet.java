package dev.farrier.demo.fleet;

import dev.farrier.demo.bridge.BridgeConfig;
import dev.farrier.demo.bridge.BridgeControl;
import dev.farrier.demo.bridge.BridgeCtl;
import dev.farrier.demo.bridge.BridgeFiles;
import dev.farrier.demo.bridge.BridgeLedger;
import dev.farrier.demo.bridge.ProcessStamp;
import dev.farrier.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Six bridges with their monitoring, their users, and the operator that gets pages. */
public final class Fleet implements AutoCloseable {
    public static final List<String> BRIDGES = List.of("mb-01", "mb-02", "mb-03", "mb-04", "mb-05", "mb-06");

    private static final int SLOTS = 8;
    private static final long QUOTA = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path home;
    private final SortedMap<String, Integer> ports = freePorts();
    private final int operatorPort;
    private final Monitor monitor;
    private final Viewers viewers = new Viewers();
    private final OperatorServer operator;

    /**
     * Prepares everything; no bridge runs yet.
     *
     * @param home an existing folder
     * @param events URL of Farrier's receiver of events, without the source's name
     * @param pages gets the body of every page
     */
    public Fleet(Path home, String events, Consumer<String> pages) throws IOException {
        this.home = home;
        this.operatorPort = LoopbackPorts.free();
        this.monitor = new Monitor(events + "/bridge-probes");
        for (String bridge : BRIDGES) {
            new BridgeConfig(port(bridge), SLOTS, QUOTA, events + "/bridge-heartbeats", ProcessStamp.own())
                    .save(new BridgeFiles(home, bridge));
        }
        BridgeCtl.install(home);
        this.operator = new OperatorServer(operatorPort, monitor::state, pages);
    }

    private static SortedMap<String, Integer> freePorts() {
        SortedMap<String, Integer> ports = new TreeMap<>();
        for (String bridge : BRIDGES) {
            int[] taken = ports.values().stream().mapToInt(Integer::intValue).toArray();
            ports.put(bridge, LoopbackPorts.free(taken));
        }
        return ports;
    }

    /** Values of the placeholders {@code @NAME@} in the demo's policies. */
    public Map<String, String> placeholders() {
        Map<String, String> values = new TreeMap<>();
        values.put("HOME", home.toString());
        values.put("DESK_PORT", Integer.toString(operatorPort));
        ports.forEach((bridge, port) -> values.put("PORT_" + bridge, Integer.toString(port)));
        return values;
    }

    /** Returns when all bridges answer. */
    public void start() throws IOException {
        onEach(BridgeControl::start);
        ports.forEach((bridge, port) -> {
            monitor.watch(bridge, port);
            viewers.visit(port);
        });
    }

    public int port(String bridge) {
        Integer port = ports.get(bridge);
        if (port == null) {
            throw new IllegalArgumentException("there is no bridge " + bridge);
        }
        return port;
    }

    /** The bridge takes new sessions. */
    public boolean isReady(String bridge) {
        try {
            return LocalHttp.get("http://127.0.0.1:" + port(bridge) + "/ready", PATIENCE)
                            .status()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public BridgeLedger ledger() {
        return new BridgeLedger(new BridgeFiles(home, BRIDGES.get(0)).ledger());
    }

    /** Stops every bridge. */
    @Override
    public void close() throws IOException {
        viewers.close();
        monitor.close();
        operator.close();
        onEach(BridgeControl::stop);
    }

    private interface Work {
        void on(BridgeControl control) throws IOException;
    }

    /** On all bridges at once; throws the first failure when all are done. */
    private void onEach(Work work) throws IOException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = BRIDGES.stream()
                    .<Future<?>>map(bridge -> threads.submit(() -> {
                        work.on(new BridgeControl(new BridgeFiles(home, bridge), BridgeLedger.NOBODY));
                        return null;
                    }))
                    .toList();
            for (Future<?> one : running) {
                join(one);
            }
        }
    }

    private static void join(Future<?> one) throws IOException {
        try {
            one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
    }
}
