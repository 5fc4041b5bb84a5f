package dev.farrier.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/**
 * A bridge whose containers have addresses of our choosing: each keeps its address when it is cut off or started again, and the
 * machine of the test reaches it there.
 */
final class StaticNetwork implements AutoCloseable {
    private static final String SUBNET = "10.213.%d.";
    private static final int SUBNETS = 256;
    /** The bridge itself has 1. */
    private static final int FIRST = 10;

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final Network network;
    private final String subnet;
    private int next = FIRST;

    private StaticNetwork(Network network, String subnet) {
        this.network = network;
        this.subnet = subnet;
    }

    /** In the first subnet that no other network of the engine has. */
    static StaticNetwork create() {
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < SUBNETS; i++) {
            String subnet = SUBNET.formatted(i);
            Network network = Network.builder()
                    .createNetworkCmdModifier(
                            command -> command.withIpam(new com.github.dockerjava.api.model.Network.Ipam()
                                    .withConfig(new com.github.dockerjava.api.model.Network.Ipam.Config()
                                            .withSubnet(subnet + "0/24"))))
                    .build();
            try {
                Objects.requireNonNull(network.getId());
                return new StaticNetwork(network, subnet);
            } catch (DockerException e) {
                refused.add(e.getMessage());
            }
        }
        throw new IllegalStateException("the container engine has no subnet left: " + refused.getLast());
    }

    Network network() {
        return network;
    }

    /** An address that no container has yet. */
    String address() {
        return subnet + next++;
    }

    /** Gives a container, before its start, its address. */
    void place(GenericContainer<?> container, String address) {
        container.withCreateContainerCmdModifier(command -> command.withIpv4Address(address));
    }

    /** It runs on, and reaches nobody; its connections hear nothing of it. */
    void cutOff(GenericContainer<?> container) {
        docker.disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(container.getContainerId())
                .withForce(true)
                .exec();
    }

    void connect(GenericContainer<?> container, String address) {
        docker.connectToNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(container.getContainerId())
                .withContainerNetwork(
                        new ContainerNetwork().withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
                .exec();
    }

    @Override
    public void close() {
        network.close();
    }
}
