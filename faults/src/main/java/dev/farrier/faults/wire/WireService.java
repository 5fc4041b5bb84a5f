package dev.farrier.faults.wire;

import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Keeper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** The processes behind the proxy, and what makes each of their clients send something. */
final class WireService {
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final List<String> OF_WORKER =
            List.of("farrier-outcomes-", "farrier-tail-farrier.", "farrier-site-watch");
    private static final String PUBLISHER = "farrier-bundle-";
    private static final String OPERATOR = "farrier-operator";

    private final Deployment deployment;
    private final String policies;
    private final List<Child> engines;
    private final List<Child> workers;
    private int published;

    private WireService(Deployment deployment, String policies, List<Child> engines, List<Child> workers) {
        this.deployment = deployment;
        this.policies = policies;
        this.engines = engines;
        this.workers = workers;
    }

    /** Returns when all are ready. */
    static WireService start(Deployment deployment, String policies, int engines, int workers) throws Exception {
        deployment.writePolicies(policies);
        List<Child> core = new ArrayList<>();
        for (int i = 1; i <= engines; i++) {
            String roles = i == 1 ? "ingest, core, api, policies" : "ingest, core, api";
            core.add(deployment.serve("engine-" + i, roles, OPTIONS, Trial.ENGINE));
        }
        List<Child> executors = new ArrayList<>();
        for (int i = 1; i <= workers; i++) {
            executors.add(deployment.serve("worker-" + i, "executor", OPTIONS, List.of("executor.slots: 12")));
        }
        // the first one publishes the policies that the others wait for
        core.getFirst().start();
        deployment.awaitReady(core.subList(0, 1));
        core.forEach(Child::start);
        executors.forEach(Child::start);
        deployment.awaitReady(core);
        deployment.awaitReady(executors);
        return new WireService(deployment, policies, core, executors);
    }

    List<Child> all() {
        List<Child> all = new ArrayList<>(engines);
        all.addAll(workers);
        return all;
    }

    /** What a person does now and then. */
    void use() throws IOException, InterruptedException {
        publish();
        if (!halt() || !resume()) {
            throw new IllegalStateException("a halt and a resume are not accepted");
        }
    }

    private void publish() throws IOException {
        deployment.writePolicies(policies + "# " + ++published + "\n");
    }

    private boolean halt() throws InterruptedException {
        return deployment.post(engines.getFirst(), "/api/v1/halt");
    }

    /** To be repeated until it is accepted, as a person does. */
    boolean resume() throws InterruptedException {
        return deployment.post(engines.getFirst(), "/api/v1/resume");
    }

    static boolean isOfOperator(PlannedWireFault fault) {
        return fault.place().equals(OPERATOR);
    }

    /** Lets the clients of a place send requests of this kind, which they seldom do by themselves. */
    void provoke(PlannedWireFault fault, WireProxy proxy, List<WireRule> rules)
            throws IOException, InterruptedException {
        if (isOfOperator(fault)) {
            var unused = halt();
        } else if (fault.place().startsWith(PUBLISHER)) {
            publish();
        } else {
            String producer = fault.place().replaceAll("-consumer$", "-producer");
            switch (fault.kind()) {
                case INIT_PRODUCER_ID ->
                    rules.add(fault.leading(ApiKeys.END_TXN, Errors.INVALID_PRODUCER_EPOCH, producer));
                case FIND_COORDINATOR -> {
                    rules.add(fault.leading(ApiKeys.HEARTBEAT, Errors.NOT_COORDINATOR, fault.place()));
                    rules.add(fault.leading(ApiKeys.END_TXN, Errors.NOT_COORDINATOR, fault.place()));
                }
                case JOIN_GROUP, SYNC_GROUP, OFFSET_FETCH ->
                    rules.add(fault.leading(ApiKeys.HEARTBEAT, Errors.UNKNOWN_MEMBER_ID, fault.place()));
                default -> proxy.cut(fault::isOf);
            }
        }
    }

    /** Ends the process of the place as kill -9 does, and starts it again. */
    void restart(PlannedWireFault fault, Keeper keeper) {
        List<Child> some = OF_WORKER.stream().anyMatch(fault.place()::startsWith) ? workers : engines;
        for (Child child : some) {
            keeper.leave(child);
            child.kill();
            child.start();
            keeper.keep(child);
        }
    }
}
