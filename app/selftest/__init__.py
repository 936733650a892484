"""The packaged program tries itself on the PC it was installed on."""
