package dev.farrier.containers;

import org.testcontainers.utility.DockerImageName;

/** The image under test. */
final class Images {
    /** {@code ./farrier test --containers} builds it and names it. */
    static final DockerImageName FARRIER = DockerImageName.parse(image());

    private Images() {}

    private static String image() {
        String image = System.getProperty("farrier.image", "");
        if (image.isEmpty()) {
            throw new IllegalStateException("-Dfarrier.image names no image: run ./farrier test --containers");
        }
        return image;
    }
}
