package dev.farrier.faults;

import dev.farrier.faults.deployment.Distribution;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which version of Farrier is the old one. */
final class VersionOption {
    @ArgGroup
    private Version version = new Version();

    private static final class Version {
        @Option(
                names = "--from",
                paramLabel = "REVISION",
                description =
                        "The old version: a tag or another revision of this repository, whose distribution is built "
                                + "in target/upgrade. Default: the newest tag.")
        private @Nullable String from;

        @Option(
                names = "--old",
                paramLabel = "FOLDER",
                description = "The old version: a folder into which its tarball was unpacked.")
        private @Nullable Path old;
    }

    /** @throws IllegalStateException when there is no such version; the message says how to name one */
    Distribution distribution() throws IOException, InterruptedException {
        return version.old == null
                ? Distribution.of(Path.of("").toAbsolutePath(), version.from)
                : Distribution.in(version.old);
    }
}
